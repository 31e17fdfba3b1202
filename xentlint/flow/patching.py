"""What a program makes of a library's names, classes and losses: what these do by then is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from ..apis.names import canonical
from . import attributes, imports
from .values import Arguments, Const, LazyImport, LossValue, Symbol, Value

if TYPE_CHECKING:
    from .evaluator import Evaluator

_MARK = "$patched"


def set_on_symbol(ev: Evaluator, symbol: Symbol, name: str, new: Value) -> None:
    """``library.name = new``, or ``library.Class.name = new``, after which the class does something else."""
    ev.store.set(("symbol", symbol.name), name, new)
    if symbol.name.rpartition(".")[2][:1].isupper():
        ev.store.set(("symbol", symbol.name), _MARK, Const(True))


def is_patched(ev: Evaluator, name: str) -> bool:
    """Whether a class of Keras, or what it is derived from, was changed by the program."""
    if not name.startswith("keras."):
        return False
    related = [name]
    if name.startswith("keras.losses."):
        related.append("keras.losses.Loss")
    else:
        related.append("keras.layers.Layer")
        if not name.startswith("keras.layers."):
            related.append("keras.Model")
    return any(ev.store.get(("symbol", each), _MARK) is not None for each in related)


def loss_owner(loss: LossValue) -> tuple[str, cst.CSTNode]:
    """Under which owner of the store lies what the program has stored in a loss."""
    return "loss", loss.written.node


def note_changed_loss(ev: Evaluator, loss: LossValue) -> None:
    """A loss is not what it was made as, or somebody has what it is made of."""
    ev.store.set(loss_owner(loss), "$changed", Const(True))


def is_changed_loss(ev: Evaluator, loss: LossValue) -> bool:
    """Whether what a loss computes is not known any more."""
    return ev.store.get(loss_owner(loss), "$changed") is not None


def by_mock(ev: Evaluator, given: Arguments) -> None:
    """``mock.patch("package.name")``, ``mock.patch.object(package, "name")``: the name is something else."""
    texts = [str(each.value) for each in given.args[:2] if isinstance(each, Const)]
    owner = given.args[0] if given.args else None
    if isinstance(owner, Symbol) and texts:
        set_on_symbol(ev, owner, texts[0], ev.unknown("replaced by unittest.mock"))
    elif texts and not _in_project(ev, texts[0].split(".")):
        package, _, last = texts[0].rpartition(".")
        set_on_symbol(ev, Symbol(canonical(package)[0]), last, ev.unknown("replaced by unittest.mock"))


def _in_project(ev: Evaluator, parts: list[str]) -> bool:
    """Whether a dotted name is that of something in a file of the project; what it held is not known then."""
    for count in range(len(parts) - 1, 0, -1):
        path = ev.find(".".join(parts[:count]), ev.frame.module.path, 0) if ev.find is not None else None
        if path is None:
            continue
        value = imports.resolve(ev, LazyImport(path))
        for each in parts[count:-1]:
            value = attributes.get(ev, value, each, ev.here())
        attributes.set_attribute(ev, value, parts[-1], ev.unknown("replaced by unittest.mock"))
        return True
    return False
