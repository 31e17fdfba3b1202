"""Methods that Python calls by itself: when something is hashed, shown, ordered or looked for.

Each is called where that is simple; else whatever it may change is unknown from there on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import libcst as cst

from . import ancestry, attributes, calls, exceptions, sequences
from .nodes import walk
from .standing import Standing
from .values import (
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Instance,
    Items,
    ListValue,
    SetValue,
    TupleValue,
    Union,
    Value,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator


def hashed(ev: Evaluator, value: Value) -> None:
    """``value`` becomes a key or an element of a set, or is looked for as one."""
    value = ev.narrow(value)
    if isinstance(value, ListValue | DictValue):
        raise ev.raised(exceptions.made("TypeError", ev))
    if isinstance(value, TupleValue):
        for each in value.items:
            hashed(ev, each)
    elif isinstance(value, Union):
        if any(_may_run(ev, each, ("__hash__", "__eq__")) for _, each in value.alternatives):
            run_somehow(ev, value, "__hash__", "__eq__")
    elif isinstance(value, Instance):
        own = attributes.find_special(ev, value, "__hash__")
        equal = attributes.find_special(ev, value, "__eq__")
        if own is None and equal is not None and attributes.is_plain(ev, value):
            raise ev.raised(exceptions.made("TypeError", ev))
        if own == Const(None):
            raise ev.raised(exceptions.made("TypeError", ev))
        if own is not None:
            attributes.call_special(ev, own, Arguments(), None)
        else:
            run_somehow(ev, value, "__hash__")
        if equal is not None and not _only_reads(equal):
            run_somehow(ev, value, "__eq__")


_ASKED = {
    "bytes": ("__bytes__", "__index__", "__iter__", "__len__", "__getitem__"),
    "bytearray": ("__index__", "__iter__", "__len__", "__getitem__"),
    "dir": ("__dir__",),
    "list": ("__length_hint__", "__len__"),
    "tuple": ("__length_hint__", "__len__"),
    "reversed": ("__reversed__", "__len__", "__getitem__"),
    "round": ("__round__", "__int__"),
    "divmod": ("__divmod__", "__rdivmod__"),
    "pow": ("__pow__", "__rpow__"),
    "complex": ("__complex__", "__float__", "__index__"),
    "range": ("__index__",),
    "slice": ("__index__",),
    "bin": ("__index__",),
    "hex": ("__index__",),
    "oct": ("__index__",),
    "chr": ("__index__",),
    "isinstance": ("__instancecheck__",),
    "issubclass": ("__subclasscheck__",),
}
"""Builtins that ask the class of what they are given, and by which methods."""


def asked(ev: Evaluator, symbol: str, given: Arguments) -> None:
    """A builtin is called: what it asks its arguments, their classes may answer by any means."""
    if symbol == "builtins.print":
        out = given.kwargs.get("file") or ev.store.get(("symbol", "sys"), "stdout")
        if isinstance(out, Instance):
            _runs(ev, out, ("write", "flush"))
    names = _ASKED.get(symbol.removeprefix("builtins.")) if symbol.startswith("builtins.") else None
    for each, _ in given.placed() if names is not None else ():
        value = ev.narrow(each)
        for one in value.items if isinstance(value, TupleValue) else (value,):
            if isinstance(one, ClassValue):
                _metaclass_runs(ev, one, names or ())
            elif isinstance(one, Instance):
                _runs(ev, one, names or ())


def used_as_index(ev: Evaluator, value: Value) -> None:
    """``items[value]``: an object says which number it is."""
    if isinstance(value, Instance):
        _runs(ev, value, ("__index__",))


def _only_reads(method: Value) -> bool:
    """Whether a method is nothing but a ``return`` of something that calls no function but ``isinstance``."""
    node = method.function.node if isinstance(method, BoundMethod) else None
    if not isinstance(node, cst.FunctionDef):
        return False
    for each in walk(node.body):
        if isinstance(each, cst.Call) and not (
            isinstance(each.func, cst.Name) and each.func.value in ("isinstance", "hash", "type")
        ):
            return False
        if isinstance(
            each, cst.Assign | cst.AugAssign | cst.AnnAssign | cst.Del | cst.NamedExpr | cst.Raise | cst.Yield
        ):
            return False
    return True


def _may_run(ev: Evaluator, value: Value, names: tuple[str, ...]) -> bool:
    if isinstance(value, Instance):
        return any(ancestry.find_in_class(ev, value.cls, name) is not None for name in names)
    return False


def run_somehow(ev: Evaluator, value: Value, *names: str, depth: int = 0) -> bool:
    """One of the special methods ``names`` of ``value``, or of what it holds, may run any number of times.

    Whether there is one, is the result.
    """
    value = ev.narrow(value)
    if isinstance(value, Union):
        options: Iterable[Value] = [each for _, each in value.alternatives]
    elif isinstance(value, TupleValue | ListValue | SetValue | DictValue | Items) and depth < 3:
        options = sequences.contents(ev, value)
    elif isinstance(value, ClassValue):
        return _metaclass_runs(ev, value, names)
    elif isinstance(value, Instance):
        if _runs(ev, value, names):
            return True
        if depth == 3 or ancestry.find_in_class(ev, value.cls, "__dataclass__") is None:
            return False
        # What a dataclass shows and compares are its fields.
        options = [each for name, each in ev.store.names(value.number) if not name.startswith("$")]
    elif isinstance(value, ApiObject) and depth < 3:
        if exceptions.python_class(value.symbol.name) is None:
            return False
        options = [each for each, _ in value.arguments.placed()]
    else:
        return False
    verdicts = [run_somehow(ev, each, *names, depth=depth + 1) for each in options]
    return any(verdicts)


def _runs(ev: Evaluator, value: Instance, names: tuple[str, ...]) -> bool:
    found = [each for name in names if (each := attributes.find_special(ev, value, name)) is not None]
    for method in found:
        if not _only_reads(method):
            ev.forget(method, "a special method that may run")
            ev.forget(value, "a special method that may run")
            ev.doubt(Standing.FORGOTTEN)
    return bool(found)


def _metaclass_runs(ev: Evaluator, value: ClassValue, names: Iterable[str]) -> bool:
    """The class of a class may say what is done with it."""
    meta = ancestry.metaclass(value)
    if not isinstance(meta, ClassValue):
        return False
    found = [each for name in names if (each := ancestry.find_in_class(ev, meta, name)) is not None]
    for method in found:
        ev.forget(method, "a special method that may run")
        ev.forget(value, "a special method that may run")
        ev.doubt(Standing.FORGOTTEN)
    return bool(found)


def formatted(ev: Evaluator, value: Value, conversion: str | None = None) -> None:
    """``f"{value}"``, ``format(value)``: the class says what that is."""
    value = ev.narrow(value)
    if not isinstance(value, Instance):
        run_somehow(ev, value, "__format__", "__str__", "__repr__")
        return
    names = {"r": ("__repr__",), "s": ("__str__", "__repr__"), "a": ("__repr__",)}.get(
        conversion or "", ("__format__", "__str__", "__repr__")
    )
    for name in names:
        own = attributes.find_special(ev, value, name)
        if own is not None and (isinstance(own, BoundMethod) or name == names[-1]):
            given = Arguments((ev.unknown("format"),), {}, (None,)) if name == "__format__" else Arguments()
            calls.call(ev, own, given, ev.here())
            return
    run_somehow(ev, value, "__repr__", "__str__")
