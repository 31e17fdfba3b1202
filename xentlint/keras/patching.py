"""What a program makes of a library's names, classes and losses: what these do by then is not known."""

from __future__ import annotations

import libcst as cst

from ..python.machine import Machine
from ..python.values import Const, Symbol
from .values import LossValue

_MARK = "$patched"


def note_set(ev: Machine, symbol: Symbol) -> None:
    """Something of what ``symbol`` stands for is set: a class does something else after that."""
    if symbol.name.rpartition(".")[2][:1].isupper():
        ev.store.set(("symbol", symbol.name), _MARK, Const(True))


def is_patched(ev: Machine, name: str) -> bool:
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


def note_changed_loss(ev: Machine, loss: LossValue) -> None:
    """A loss is not what it was made as, or somebody has what it is made of."""
    ev.store.set(loss_owner(loss), "$changed", Const(True))


def is_changed_loss(ev: Machine, loss: LossValue) -> bool:
    """Whether what a loss computes is not known any more."""
    return ev.store.get(loss_owner(loss), "$changed") is not None
