"""Modules: those of ``torch.nn`` by their rows, lists of them, and those that a program derives from ``nn.Module``."""

from __future__ import annotations

from collections.abc import Sequence

from ..apis import torch as table
from ..apis.spaces import Maker, Space
from ..keras import tensor_steps
from ..keras.values import LossValue, Origin, Tensor
from ..python import ancestry, containers, identity, lineage
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import (
    ApiObject,
    Arguments,
    Const,
    DictValue,
    Entries,
    FunctionValue,
    Handle,
    Instance,
    Items,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)
from . import operations
from .values import UNKNOWN_OUTPUT, of_torch

_HELD = "$modules"
"""The slot of a `Sequential`, a `ModuleList` or what derives from one: :class:`Items`."""
_CHANGED = "$changed"
_DEEP = 8
"""Modules within each other that are looked into."""


def is_module(value: Value) -> bool:
    """Whether calling ``value`` runs its ``forward``."""
    if isinstance(value, Instance):
        return any(table.is_module_class(base) for base in lineage.api_bases(value.cls))
    return isinstance(value, ApiObject) and table.is_module_class(value.symbol.name)


def is_list(value: Value) -> bool:
    """Whether ``value`` is true only where it holds modules."""
    row = table.MODULES.get(_kind(value))
    return row is not None and row.effect in ("run", "hold")


def _kind(value: Value) -> str:
    """The class of ``torch.nn`` that says what ``value`` does."""
    if isinstance(value, ApiObject):
        return value.symbol.name.removeprefix("torch.nn.")
    bases = lineage.api_bases(value.cls) if isinstance(value, Instance) else []
    return next((base.removeprefix("torch.nn.") for base in bases if base.startswith("torch.nn.")), "")


# -- making and changing them ------------------------------------------------------------------------


def make(ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> ApiObject:
    """``nn.Linear(...)``."""
    made = ApiObject(ev.store.number(), symbol, given, place)
    fill(ev, made, given)
    return made


def fill(ev: Machine, value: Handle, given: Arguments) -> None:
    """What a list of modules is given when it is made."""
    kind = _kind(value)
    row = table.MODULES.get(kind)
    if row is None or row.effect not in ("run", "hold"):
        return
    listed: Sequence[Value] | None = None if given.open or given.kwargs else given.args
    only = ev.narrow(listed[0]) if listed is not None and len(listed) == 1 else None
    if only is not None and (row.effect == "hold" or not is_module(only)):
        listed = _listed(ev, only)  # a list, or a dictionary
    ev.store.set(
        value.number, _HELD, Items(tuple(listed or ()), exact=listed is not None and kind != "ModuleDict")
    )


def _listed(ev: Machine, value: Value) -> Sequence[Value] | None:
    value = ev.narrow(value)
    if isinstance(value, DictValue):
        states = [each for _, each in containers.state(ev, value) if isinstance(each, Entries)]
        return [v for _, v in states[0].entries] if len(states) == 1 and states[0].exact else None
    known = containers.items_of(ev, value)
    return known[0] if known is not None and known[1] else None


def held(ev: Machine, value: Value) -> Sequence[Value] | None:
    """The modules in a list of them, in their order, ``None`` where they are not all known."""
    if not isinstance(value, Handle) or any(ev.store.names(("items", identity.key_of(value)))):
        return None  # one of them was exchanged
    found = ev.narrow(ev.store.get(value.number, _HELD) or Unknown())
    return found.items if isinstance(found, Items) and found.exact else None


def change(ev: Machine, value: Handle) -> None:
    """A module may compute something else from here on."""
    ev.store.lose(value.number, _CHANGED, Const(True))
    change_list(ev, value)


def change_list(ev: Machine, value: Handle) -> None:
    """A list of modules may hold others from here on."""
    if ev.store.get(value.number, _HELD) is not None:
        ev.store.lose(value.number, _HELD, Items((), exact=False))


def inside(ev: Machine, value: Handle) -> Sequence[Value]:
    """What can be reached from a module of the library."""
    listed = ev.store.get(value.number, _HELD)
    wrapped = value.arguments.get("module", 0) if isinstance(value, ApiObject) else None
    return [*(listed.items if isinstance(listed, Items) else ()), *([wrapped] if wrapped is not None else [])]


def set_child(ev: Machine, value: Handle, name: str, new: Value) -> None:
    """``module.name = new`` of a module of the library."""
    ev.store.set(value.number, name, new)
    if name not in ("weight", "bias", "training"):
        change(ev, value)


def item(ev: Machine, value: Value, index: Value) -> Value | None:
    """``modules[index]``."""
    known = held(ev, value)
    if known is None or not isinstance(index, Const) or not isinstance(index.value, int):
        return None
    return known[index.value] if -len(known) <= index.value < len(known) else None


# -- calling them ------------------------------------------------------------------------------------


def call(ev: Machine, module: ApiObject, given: Arguments, place: Place) -> Value:
    """``module(...)`` of a module of the library."""
    kind = _kind(module)
    row = table.MODULES.get(kind)
    value = ev.narrow(given.get("input", 0) or Unknown())
    if row is None or ev.store.get(module.number, _CHANGED) is not None:
        return _out_of_sight(ev, given, place)
    if row.effect == "affine":
        made = module.place or place
        origin = Origin(made, Maker.AFFINE, "linear", module.symbol.name)
        scores = Tensor(
            Space.LINEAR, "linear", origin, rank=row.rank, of=("of", made.node, place.node), trained=True
        )
        return of_torch(scores)
    if row.effect == "activation" and row.activation is not None:
        axis: Value | None = module.arguments.get("dim", 0) if kind in table.DIM_OF_MODULES else None
        return operations.activate(ev, row.activation, value, axis, module.place or place, module.symbol.name)
    if row.effect in ("keep", "identity"):
        return tensor_steps.each_tensor(value, lambda each: tensor_steps.keep(ev, each, row.step, None))
    if row.effect == "run":
        return run(ev, module, given, place)
    if row.effect == "wrap":
        inner = module.arguments.get("module", 0)
        return ev.call(inner, given, place) if inner is not None else UNKNOWN_OUTPUT
    return _out_of_sight(ev, given, place)


def run(ev: Machine, value: Value, given: Arguments, place: Place) -> Value:
    """The modules of a `Sequential`, one after the other."""
    known = held(ev, value)
    if known is None:
        return _out_of_sight(ev, given, place)
    for each in known:
        given = Arguments((ev.call(each, given, place),), {}, (None,))
    return given.args[0] if given.args else UNKNOWN_OUTPUT


def call_instance(ev: Machine, instance: Instance, given: Arguments, place: Place) -> Value | None:
    """``module(...)`` of a class of the project."""
    if not is_module(instance):
        return None
    if ev.store.get(instance.number, _CHANGED) is not None:
        return _out_of_sight(ev, given, place)
    own = ev.store.get(instance.number, "forward")
    if own is not None:
        return ev.call(own, given, place)
    forward = ancestry.find_in_class(ev, instance.cls, "forward")
    if isinstance(forward, FunctionValue):
        return ev.call_function(forward, given.behind(instance), place)
    if forward is None and _kind(instance) == "Sequential":
        return run(ev, instance, given, place)
    return _out_of_sight(ev, given, place)


def _out_of_sight(ev: Machine, given: Arguments, place: Place) -> Value:
    ev.leaves_sight(given, place, "passed to a module of which no more is known")
    return UNKNOWN_OUTPUT


# -- what they hold ---------------------------------------------------------------------------------

_LISTING = ("children", "named_children", "modules", "named_modules")


def _children(ev: Machine, module: Handle) -> tuple[list[tuple[str, Value]], bool]:
    """The modules in a module that are known, by their names, and whether there can be no others."""
    if isinstance(module, ApiObject):
        row = table.MODULES.get(_kind(module))
        if row is not None and row.effect in ("run", "hold"):
            known = held(ev, module)
            return [(str(index), each) for index, each in enumerate(known or ())], known is not None
        return [], not any(is_module(ev.narrow(each)) for each, _ in module.arguments.placed())
    found, exact = [], ev.store.get(module.number, "$open") is None and not is_list(module)
    for name, each in list(ev.store.names(module.number)):
        value = ev.narrow(each)
        exact = exact and not isinstance(value, Unknown | Union)
        if not name.startswith("$") and (is_module(value) or isinstance(value, LossValue)):
            found.append((name, value))
    return found, exact


def _all_within(
    ev: Machine, module: Value, name: str = "", depth: int = 0
) -> tuple[list[tuple[str, Value]], bool]:
    """A module, and those in it that are known, and whether there can be no others."""
    found, exact = [(name, module)], True
    if isinstance(module, Handle):
        inside, exact = _children(ev, module) if depth < _DEEP else ([], False)
        for own, each in inside:
            more, all_known = _all_within(ev, each, f"{name}.{own}".lstrip("."), depth + 1)
            found += more
            exact = exact and all_known
    return found, exact


def _listing(ev: Machine, module: Handle, name: str) -> Value:
    """``module.children()`` and the like: the modules themselves, which whoever has them may change."""
    found, exact = _children(ev, module) if name.endswith("children") else _all_within(ev, module)
    if not exact:
        unknown = Unknown(("foreign", ev.store.number()), why="the modules in a module")
        ev.comes_from(unknown.key, (module,))
        return unknown
    named = name.startswith("named")
    return containers.new_list(ev, [TupleValue((Const(own), each)) if named else each for own, each in found])


def _apply(ev: Machine, module: Handle, given: Arguments, place: Place) -> Value:
    """``module.apply(function)`` calls it with every module in there."""
    function = given.get("fn", 0)
    if function is None:
        change(ev, module)
        return module
    within, exact = _all_within(ev, module)
    others = [] if exact else [Unknown(("foreign", ev.store.number()), why="one of the modules in a module")]
    for each in (*others, *(value for _, value in reversed(within))):
        ev.call(function, Arguments((each,), {}, (None,)), place)
    return module


# -- asking them -------------------------------------------------------------------------------------


def method(ev: Machine, module: Handle, name: str, given: Arguments, place: Place) -> Value | None:
    """``module.name(...)``, which the library defines; ``None`` for what is not known."""
    if name in _LISTING:
        return _listing(ev, module, name)
    if name == "apply":
        return _apply(ev, module, given, place)
    if name in table.GIVES_ITSELF:
        return module
    if name in ("forward", "__call__"):
        if isinstance(module, ApiObject):
            return call(ev, module, given, place)
        return run(ev, module, given, place) if _kind(module) == "Sequential" else None
    if name in table.LEAVES_ALONE:
        return Unknown(("foreign", ev.store.number()), why=f"method {name} of a module")
    if name in table.HOOKS:
        change(ev, module)  # a hook says what it gives
        ev.leaves_sight(given, place, "called by a module")
        return Unknown(("foreign", ev.store.number()))
    known = held(ev, module)
    if name in ("add_module", "register_module") and len(given.args) == 2:
        child, new = given.args
        if isinstance(child, Const) and isinstance(module, Instance):
            ev.set_attribute(module, str(child.value), new, plainly=True)
        if known is not None:
            ev.store.set(module.number, _HELD, Items((*known, new)))
        return Unknown(("foreign", ev.store.number()))
    if name in ("append", "extend") and len(given.args) == 1 and known is not None:
        more = given.args if name == "append" else _listed(ev, given.args[0])
        if more is None:
            change(ev, module)
        else:
            ev.store.set(module.number, _HELD, Items((*known, *more)))
        return module
    return None


def attribute(ev: Machine, module: Handle, name: str) -> Value | None:
    """``module.name`` that nobody has set; ``None`` for what the library does not say."""
    if name == "training":
        # A program is run both ways, and which one is on where, is not followed.
        return Unknown(("forgotten", ("training", module.number)), why="whether it is being trained")
    if name in ("device", "dtype", "hparams", "trainer", "logger", "current_epoch", "global_step"):
        return Unknown(("attr", ("foreign", module.number), name))
    if isinstance(module, ApiObject):
        if name == "module" and _kind(module) in ("DataParallel", "DistributedDataParallel"):
            return module.arguments.get("module", 0)
        if name in ("weight", "bias", "in_features", "out_features", "in_channels", "out_channels"):
            return Unknown(("attr", ("foreign", module.number), name))
    return None
