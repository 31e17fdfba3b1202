"""Methods that Python calls by itself: when something is hashed, shown, ordered or looked for.

Each is called where that is simple; else whatever it may change is unknown from there on.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from . import ancestry, class_facts, containers, errors, lineage
from .machine import Machine
from .modules import Place
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


def hashed(ev: Machine, value: Value) -> None:
    """``value`` becomes a key or an element of a set, or is looked for as one."""
    value = ev.narrow(value)
    if isinstance(value, ListValue | DictValue):
        raise ev.raised(ev.error("TypeError"))
    if isinstance(value, TupleValue):
        for each in value.items:
            hashed(ev, each)
    elif isinstance(value, Union):
        if any(_may_run(ev, each, ("__hash__", "__eq__")) for _, each in value.alternatives):
            run_somehow(ev, value, "__hash__", "__eq__")
    elif isinstance(value, Instance):
        own = ev.special_method(value, "__hash__")
        equal = ev.special_method(value, "__eq__")
        if own is None and equal is not None and class_facts.is_plain(ev, value):
            raise ev.raised(ev.error("TypeError"))
        if own == Const(None):
            raise ev.raised(ev.error("TypeError"))
        if own is not None:
            ev.call_special(own, Arguments(), None)
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


def asked(ev: Machine, symbol: str, given: Arguments) -> None:
    """A builtin is called: what it asks its arguments, their classes may answer by any means."""
    if symbol == "builtins.print":
        written_to(ev, given.kwargs.get("file"))
    names = _ASKED.get(symbol.removeprefix("builtins.")) if symbol.startswith("builtins.") else None
    for each, _ in given.placed() if names is not None else ():
        value = ev.narrow(each)
        for one in value.items if isinstance(value, TupleValue) else (value,):
            if isinstance(one, ClassValue):
                _metaclass_runs(ev, one, names or ())
            elif isinstance(one, Instance):
                _runs(ev, one, names or ())


def written_to(ev: Machine, out: Value | None) -> None:
    """Text is written to ``out``, if that is an object of the project."""
    if isinstance(out, Instance):
        _runs(ev, out, ("write", "flush"))


def used_as_index(ev: Machine, value: Value) -> None:
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


def _may_run(ev: Machine, value: Value, names: tuple[str, ...]) -> bool:
    if isinstance(value, Instance):
        return any(ancestry.find_in_class(ev, value.cls, name) is not None for name in names)
    return False


def run_somehow(ev: Machine, value: Value, *names: str, depth: int = 0) -> bool:
    """One of the special methods ``names`` of ``value``, or of what it holds, may run any number of times.

    Whether there is one, is the result.
    """
    value = ev.narrow(value)
    if isinstance(value, Union):
        options: Iterable[Value] = [each for _, each in value.alternatives]
    elif isinstance(value, TupleValue | ListValue | SetValue | DictValue | Items) and depth < 3:
        options = containers.contents(ev, value)
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
        if errors.python_class(value.symbol.name) is None:
            return False
        options = [each for each, _ in value.arguments.placed()]
    else:
        return False
    verdicts = [run_somehow(ev, each, *names, depth=depth + 1) for each in options]
    return any(verdicts)


def _runs(ev: Machine, value: Instance, names: tuple[str, ...]) -> bool:
    found = [each for name in names if (each := ev.special_method(value, name)) is not None]
    for method in found:
        if not _only_reads(method):
            ev.forget(method, "a special method that may run")
            ev.forget(value, "a special method that may run")
            ev.doubt(Standing.FORGOTTEN)
    return bool(found)


def _metaclass_runs(ev: Machine, value: ClassValue, names: Iterable[str]) -> bool:
    """The class of a class may say what is done with it."""
    meta = lineage.metaclass(value)
    if not isinstance(meta, ClassValue):
        return False
    found = [each for name in names if (each := ancestry.find_in_class(ev, meta, name)) is not None]
    for method in found:
        ev.forget(method, "a special method that may run")
        ev.forget(value, "a special method that may run")
        ev.doubt(Standing.FORGOTTEN)
    return bool(found)


def formatted(ev: Machine, value: Value, conversion: str | None = None) -> None:
    """``f"{value}"``, ``format(value)``: the class says what that is."""
    value = ev.narrow(value)
    if not isinstance(value, Instance):
        run_somehow(ev, value, "__format__", "__str__", "__repr__")
        return
    names = {"r": ("__repr__",), "s": ("__str__", "__repr__"), "a": ("__repr__",)}.get(
        conversion or "", ("__format__", "__str__", "__repr__")
    )
    for name in names:
        own = ev.special_method(value, name)
        if own is not None and (isinstance(own, BoundMethod) or name == names[-1]):
            given = Arguments((ev.unknown("format"),), {}, (None,)) if name == "__format__" else Arguments()
            ev.call(own, given, ev.here())
            return
    run_somehow(ev, value, "__repr__", "__str__")


def special(ev: Machine, value: Instance, name: str, given: Arguments, place: Place | None) -> Value:
    """``value[...]``, ``-value`` and the like: the class's method, or nobody knows."""
    method = ev.special_method(value, name)
    if method is not None:
        return ev.call_special(method, given, place)
    fields = class_facts.as_tuple(ev, value)
    if fields is not None and name == "__getitem__" and given.args:
        return ev.item(fields, given.args[0], place or ev.here())
    if fields is not None and name == "__len__":
        return Const(len(fields.items))
    if class_facts.is_plain(ev, value):
        raise ev.raised(ev.error("TypeError"))
    for each, _ in given.placed():
        ev.out_of_sight(each, f"used by {name}")
    ev.forget(value, f"used by {name}")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown(name)
