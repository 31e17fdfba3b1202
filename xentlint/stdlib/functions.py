"""Functions of Python's standard library that decide what configuration comes to."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from ..python import (
    class_facts,
    concrete,
    containers,
    identity,
    iteration,
    operators,
    perhaps,
)
from ..python.completions import Ended
from ..python.concrete import Raised, Undecided
from ..python.domain import behaviour
from ..python.handlers import Handler, at, first
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import Standing
from ..python.values import (
    NONE,
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    DictValue,
    Entries,
    Foreign,
    ForeignHandle,
    FunctionValue,
    Instance,
    Items,
    IteratorValue,
    ListValue,
    PartialValue,
    SetValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)
from . import environment, module_table, record_classes


def _object_of(name: str) -> Handler:
    def make(ev: Machine, given: Arguments, place: Place) -> Value:
        return ApiObject(ev.store.number(), Symbol(name), given, place)

    return make


# -- functools -----------------------------------------------------------------------------------------


def _partial(ev: Machine, given: Arguments, place: Place) -> Value:
    if not given.args or given.open:
        ev.leaves_sight(given, place, "given to partial")
        return ev.unknown("partial")
    made = PartialValue(given.args[0], given.args[1:], tuple(given.kwargs.items()), place)
    if made.weight > concrete.MOST_WEIGHT:
        ev.leaves_sight(given, place, "given to partial")
        return ev.unknown("a partial function of too many parts")
    return made


def _wraps(ev: Machine, given: Arguments, place: Place) -> Value:
    """``functools.wraps(f)``: a decorator, see ``attributes.wrapped``."""
    return ApiObject(ev.store.number(), Symbol("functools.wraps"), given, place)


def _kept(ev: Machine, given: Arguments, place: Place) -> Value:
    """Something that holds functions of the project and runs them by rules that are not followed."""
    ev.leaves_sight(given, place, "kept by a library")
    return _held(ev, given)


def _finalize(ev: Machine, given: Arguments, place: Place) -> Value:
    """``weakref.finalize(object, function, ...)``."""
    function = given.get("func", 1)
    if function is not None:
        ev.finalizers.note_callback(
            PartialValue(function, given.args[2:], tuple(given.kwargs.items()))
            if isinstance(function, FunctionValue)
            else function,
        )
    return _kept(ev, given, place)


def _held(ev: Machine, given: Arguments) -> Value:
    ev.doubt(Standing.FOREIGN)
    result = Unknown(("forgotten", ev.store.number(), "kept"))
    ev.store.set(("unknown", result.key), "$kept", Const(True))
    ev.origins[result.key] = tuple(each for each, _ in given.placed())
    return result


def _cache(ev: Machine, given: Arguments, place: Place) -> Value:
    """``lru_cache(f)``, ``lru_cache(maxsize=None)``, ``cache(f)``."""
    from dataclasses import replace

    function = given.args[0] if given.args else None
    if isinstance(function, FunctionValue):
        return replace(function, cached=True)
    size = given.get("maxsize", 0)
    if size is not None and size != NONE and not (isinstance(size, Const) and size.value == 128):
        return ApiObject(ev.store.number(), Symbol("functools.lru_cache"), given, place)
    return Symbol("functools.lru_cache")


def _reduce(ev: Machine, given: Arguments, place: Place) -> Value:
    if len(given.args) < 2:
        return ev.unknown("reduce")
    elements, exact = ev.elements(given.args[1], at(given, 1))
    if not exact or len(elements) > iteration.MOST_MAPPED:
        ev.leaves_sight(given, place, "given to reduce")
        return ev.unknown("reduce")
    values = [*given.args[2:3], *elements]
    if not values:
        raise ev.raised(ev.error("TypeError"))
    total = values[0]
    for each in values[1:]:
        total = ev.call(given.args[0], Arguments((total, each), {}, (None, None)), place)
    return total


# -- copy ----------------------------------------------------------------------------------------------


def _copy(ev: Machine, given: Arguments, place: Place) -> Value:
    return copied(ev, first(given), None)


def _deepcopy(ev: Machine, given: Arguments, place: Place) -> Value:
    return copied(ev, first(given), {})


def copied(ev: Machine, value: Value, seen: dict[int, Value] | None) -> Value:
    """A copy of ``value``; with ``seen`` also of everything within it, each thing once."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        return containers.spread(ev, (value,), lambda each: copied(ev, each[0], seen))
    if isinstance(value, TupleValue):
        return (
            TupleValue(tuple(copied(ev, each, seen) for each in value.items)) if seen is not None else value
        )
    number = getattr(value, "number", None)
    if seen is not None and isinstance(number, int) and number in seen:
        return seen[number]
    if isinstance(value, ListValue | SetValue | DictValue):
        return _copied_container(ev, value, seen)
    if isinstance(value, Instance):
        return _copied_instance(ev, value, seen)
    if isinstance(value, ApiObject):
        made = ApiObject(ev.store.number(), value.symbol, value.arguments, value.place)
        if seen is not None:
            seen[value.number] = made
        for name, each in ev.store.names(value.number):
            deep = seen is not None and not name.startswith("$")
            ev.store.set(made.number, name, copied(ev, each, seen) if deep else each)
        return made
    if isinstance(value, Unknown):
        return Unknown(
            derive("version", value.key, ("const", "int", ev.store.number())), element=value.element
        )
    if isinstance(value, IteratorValue):
        return ev.unknown("a copy of an iterator")
    return behaviour(ev, value).copied(ev, value) if isinstance(value, Foreign | ForeignHandle) else value


def _copied_container(
    ev: Machine, value: ListValue | SetValue | DictValue, seen: dict[int, Value] | None
) -> Value:
    made = containers.copy(ev, value)
    if seen is None:
        return made
    seen[value.number] = made
    held = containers.state(ev, value)
    if len(held) != 1:
        for _, each in held:
            ev.out_of_sight(each, "copied")
        ev.forget(made, "copied from what differs from branch to branch")
        return made
    inside = held[0][1]
    number = getattr(made, "number", 0)
    if isinstance(inside, Items):
        items = tuple(copied(ev, each, seen) for each in inside.items)
        ev.store.set(number, "items", Items(items, inside.exact))
    elif isinstance(inside, Entries):
        pairs = tuple((key, copied(ev, each, seen)) for key, each in inside.entries)
        ev.store.set(number, "items", Entries(pairs, inside.exact))
    return made


def _copied_instance(ev: Machine, value: Instance, seen: dict[int, Value] | None) -> Value:
    if class_facts.is_member(ev, value):
        return value
    own = ev.special_method(value, "__copy__" if seen is None else "__deepcopy__")
    if own is not None:
        memo = Arguments() if seen is None else Arguments((ev.unknown("memo"),), {}, (None,))
        return ev.call_special(own, memo, None)
    if any(
        ev.special_method(value, name) is not None for name in ("__reduce__", "__getstate__", "__setstate__")
    ):
        ev.forget(value, "copied by its own rules")
        return ev.unknown("copied by its own rules")
    made = Instance(ev.store.number(), value.cls)
    ev.store.objects.add(made.number)
    if seen is not None:
        seen[value.number] = made
    for name, each in ev.store.names(value.number):
        deep = seen is not None and not name.startswith("$")
        ev.store.set(made.number, name, copied(ev, each, seen) if deep else each)
    if value.number in ev.inits:
        ev.inits[made.number] = ev.inits[value.number]
    ev.places[made.number] = ev.places.get(value.number) or ev.here()
    return made


# -- dataclasses ---------------------------------------------------------------------------------------


def _dataclass(name: str) -> Handler:
    """``dataclass(cls)`` or ``dataclass(frozen=True)``, which is a decorator."""

    def make(ev: Machine, given: Arguments, place: Place) -> Value:
        if not given.args:
            return ApiObject(ev.store.number(), Symbol(name), given, place)
        cls = ev.narrow(given.args[0])
        if isinstance(cls, ClassValue):
            record_classes.make(ev, cls, name, Arguments((), given.kwargs, (), {}, given.open))
            return cls
        ev.leaves_sight(given, place, f"given to {name}")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown(name)

    return make


def _replace(ev: Machine, given: Arguments, place: Place) -> Value:
    """``dataclasses.replace(x, field=value)``: made anew, ``__post_init__`` and all."""
    value = ev.narrow(first(given))
    fields = class_facts.field_owners(ev, value.cls) if isinstance(value, Instance) else None
    if fields is None or not isinstance(value, Instance) or given.open:
        ev.leaves_sight(given, place, "given to replace()")
        return ev.unknown("replace")
    held: dict[str, Value] = {}
    for name, owner in fields.items():
        known = ev.store.get(value.number, name)
        if known is not None and not record_classes.is_absent(class_facts.default_in(ev, owner, name)):
            held[name] = known
    return ev.instantiate(value.cls, Arguments((), {**held, **given.kwargs}), place)


def _as_dictionary(ev: Machine, given: Arguments, place: Place) -> Value:
    value = ev.narrow(first(given))
    fields = class_facts.fields_of(ev, value.cls) if isinstance(value, Instance) else None
    if fields is None or not isinstance(value, Instance):
        return ev.unknown("asdict")
    pairs = tuple((name, copied(ev, ev.store.get(value.number, name) or Unknown(), {})) for name in fields)
    return containers.new_dict(ev, Entries(pairs))


# -- what a program is given when it is run ----------------------------------------------------------------


def _add_argument(ev: Machine, parser: ApiObject, given: Arguments) -> None:
    """``parser.add_argument("--flag", action="store_true")``: either true or false."""
    names = [each.value for each in given.args if isinstance(each, Const) and isinstance(each.value, str)]
    written = given.kwargs.get("dest")
    if isinstance(written, Const):
        target = str(written.value)
    else:
        long = [name for name in names if name.startswith("--")] or names
        target = long[0].lstrip("-").replace("-", "_") if long else ""
    action = given.kwargs.get("action")
    if action in (Const("store_true"), Const("store_false")) and target:
        ev.store.set(("argparse", parser.number), target, Const(True))
    elif target:
        ev.store.set(("argparse", parser.number), target, Const(False))


_ARGV = ("symbol", "sys"), "argv"
"""Under which it is noted that the program has set or changed what it was given."""


ARGUMENTS = Symbol("sys.argv")


def change_arguments(ev: Machine) -> None:
    """What is parsed from here on is not what whoever runs the program has said."""
    ev.store.set(*_ARGV, ev.unknown("changed by the program"))


def _change_arguments(ev: Machine, given: Arguments, place: Place) -> Value:
    """``sys.argv.append(...)``."""
    change_arguments(ev)
    return ev.unknown("of the arguments")


def _called_by_name(ev: Machine, given: Arguments, place: Place) -> Value:
    """``operator.call(function, ...)``."""
    if not given.args:
        return ev.unknown("operator.call")
    return ev.call(given.args[0], given.rest(), place)


def _parsed(ev: Machine, parser: ApiObject, given: Arguments, place: Place) -> Value:
    """``parser.parse_args()``."""
    for name, each in ev.store.names(("argparse", parser.number)):
        if name.startswith("$run"):
            ev.forget(each, "called by parse_args()")
    into = given.get("namespace", 1)
    if into is not None and into != NONE:
        ev.leaves_sight(given, place, "filled by parse_args()")
        return into
    listed = given.get("args", 0)
    number = ev.store.number()
    if listed is not None and listed != NONE and not isinstance(listed, Symbol | Unknown):
        ev.doubt(Standing.FORGOTTEN)
        return Unknown(("forgotten", number, "arguments that the program gives itself"))
    if ev.store.get(*_ARGV) is not None or ev.store.names(("items", ("symbol", "sys.argv"))):
        ev.doubt(Standing.FORGOTTEN)
        return Unknown(("forgotten", number, "arguments that the program has changed"))
    ev.doubt(Standing.INPUT)
    result = Unknown(("argv", number))
    for name, switch in ev.store.names(("argparse", parser.number)):
        if switch == Const(True):
            ev.store.set(("unknown", result.key), name, Unknown(("flag", "bool", number, name)))
    return result


def parser_method(ev: Machine, parser: ApiObject, name: str, given: Arguments, place: Place) -> Value:
    """A method of ``argparse.ArgumentParser``."""
    for each, _ in given.placed():
        if perhaps.holds_functions(ev, each):
            # A type or an action runs when arguments are parsed, a default when the program calls it: ``args.func(args)``.
            ev.forget(each, "kept by a parser of arguments")
            ev.store.set(("argparse", parser.number), f"$run {ev.store.number()}", each)
    if name == "add_argument":
        _add_argument(ev, parser, given)
        return ev.unknown("add_argument")
    if name == "parse_args":
        return _parsed(ev, parser, given, place)
    if name == "parse_known_args":
        return TupleValue((_parsed(ev, parser, given, place), Unknown(("argv", ev.store.number()))))
    if name in ("add_argument_group", "add_mutually_exclusive_group"):
        return parser
    for name_, _ in ev.store.names(("argparse", parser.number)):
        if not name_.startswith("$") and name not in ("print_help", "error", "exit"):
            ev.store.set(("argparse", parser.number), name_, Const(False))
    if name in ("error", "exit"):
        raise ev.raised(ev.error("SystemExit"))
    return Unknown(("argv", ev.store.number(), "a parser"))


def _define_bool(ev: Machine, given: Arguments, place: Place) -> Value:
    """``flags.DEFINE_bool("name", default, help)``."""
    name = given.get("name", 0)
    if isinstance(name, Const) and isinstance(name.value, str):
        for owner in ("absl.flags.FLAGS", "tf.app.flags.FLAGS", "tf.flags.FLAGS"):
            ev.store.set(("symbol", owner), name.value, Unknown(("flag", "bool", name.value)))
    return ApiObject(ev.store.number(), Symbol("absl.flags.FlagHolder"), given, place)


# -- json ----------------------------------------------------------------------------------------------


def _load(ev: Machine, given: Arguments, place: Place) -> Value:
    """``json.load(file)``, ``yaml.safe_load(file)``: what is in a file."""
    _run_hooks(ev, given)
    for each, _ in given.placed():
        perhaps.perhaps_called(ev, each)
    return read_from(ev, ev.narrow(first(given)))


def read_from(ev: Machine, file: Value) -> Value:
    """What is in a file: an input, unless the program may have written it itself."""
    ev.doubt(Standing.FOREIGN)
    written = dict(ev.store.names(("files", "written")))
    path = file.arguments.get("file", 0) if isinstance(file, ApiObject) else None
    literal = repr(identity.key_of(path)) if isinstance(path, Const) else None
    own = bool(written) and (
        literal is None or literal in written or any(known != Const(True) for known in written.values())
    )
    return ev.unknown("a file of its own") if own else Unknown(("file", ev.store.number()))


def _loads(ev: Machine, given: Arguments, place: Place) -> Value:
    _run_hooks(ev, given)
    value = ev.narrow(first(given))
    if (
        isinstance(value, Const)
        and isinstance(value.value, str)
        and len(given.args) == 1
        and not given.kwargs
    ):
        try:
            return _built(ev, concrete.run(json.loads, value.value))
        except Raised as error:
            raise ev.raised(ev.error(error.name)) from None
        except (Undecided, RecursionError):
            return ev.unknown("json")
    ev.doubt(containers.standing_of(value) if isinstance(value, Unknown) else Standing.FORGOTTEN)
    key = derive("call", identity.key_of(value), ("const", "str", "json"))
    return Unknown(key) if key is not None else ev.unknown("json")


def _built(ev: Machine, value: Any) -> Value:
    if isinstance(value, dict):
        return containers.new_dict(ev, Entries(tuple((key, _built(ev, each)) for key, each in value.items())))
    if isinstance(value, list):
        return containers.new_list(ev, [_built(ev, each) for each in value])
    return Const(value)


def _run_hooks(ev: Machine, given: Arguments) -> None:
    """``object_hook``, ``default`` and the like are called for what is read or written, or not."""
    for each in given.kwargs.values():
        perhaps.perhaps_called(ev, each)
        if isinstance(ev.narrow(each), ClassValue):  # ``cls=``: one is made, and its methods are called
            ev.forget(each, "called for what is read or written")


_TEXT_OPTIONS = frozenset({"indent", "sort_keys", "ensure_ascii", "separators"})
"""What ``json.dumps`` may be told about the text that it makes."""


def _dumps(ev: Machine, given: Arguments, place: Place) -> Value:
    _run_hooks(ev, given)
    try:
        if given.open or len(given.args) != 1 or not given.kwargs.keys() <= _TEXT_OPTIONS:
            raise Undecided
        options = {key: _plain(ev, each) for key, each in given.kwargs.items()}
        return Const(concrete.run(partial(json.dumps, **options), _plain(ev, first(given))))
    except (Undecided, Raised):
        for each, where in given.placed():
            ev.escapes(each, where or place, "written as json")
        return ev.unknown("json")


def _plain(ev: Machine, value: Value, depth: int = 0) -> Any:
    value = ev.narrow(value)
    if depth > 8:
        raise Undecided
    if isinstance(value, DictValue):
        entries = containers.entries_of(ev, value)
        if entries is None or not entries.exact:
            raise Undecided
        return {key: _plain(ev, each, depth + 1) for key, each in entries.entries}
    known = containers.items_of(ev, value)
    if known is not None and known[1]:
        return [_plain(ev, each, depth + 1) for each in known[0]]
    if isinstance(value, Const):
        return value.value
    raise Undecided


# -- itertools, types, operator ----------------------------------------------------------------------------


def _chained(ev: Machine, given: Arguments, place: Place) -> Value:
    return _joined(ev, given.args, given, place)


def _chained_from(ev: Machine, given: Arguments, place: Place) -> Value:
    elements, exact = ev.elements(first(given), at(given, 0))
    if not exact:
        return containers.new_list(ev, (), exact=False)
    return _joined(ev, elements, given, place)


def _joined(ev: Machine, parts: Any, given: Arguments, place: Place) -> Value:
    """Sequences one behind the other; iterators among them would be asked later, and are not followed."""
    if given.open or any(
        not isinstance(ev.narrow(each), ListValue | TupleValue | Const | DictValue) for each in parts
    ):
        ev.leaves_sight(given, place, "chained")
        return ev.unknown("chain")
    return IteratorValue(ev.store.number(), "chain", tuple(ev.narrow(each) for each in parts))


def _combined(action: Callable[..., Any]) -> Handler:
    """Iterations over all of known elements, in Python's order."""

    def run(ev: Machine, given: Arguments, place: Place) -> Value:
        drawn = [ev.elements(each, at(given, index)) for index, each in enumerate(given.args)]
        if given.open or not all(exact for _, exact in drawn) or len(drawn) > 3:
            ev.leaves_sight(given, place, "combined")
            return containers.new_list(ev, (), exact=False)
        named = {}
        for name, each in given.kwargs.items():
            named[name] = each.value if isinstance(each, Const) and name == "repeat" else concrete.wrap(each)
        try:
            rows = concrete.run(
                lambda: _bounded(
                    action(*([concrete.wrap(e) for e in elements] for elements, _ in drawn), **named)
                )
            )
        except (Undecided, Raised):
            return containers.new_list(ev, (), exact=False)
        made = containers.new_list(ev, [concrete.unwrap(each) for each in rows])
        return IteratorValue(ev.store.number(), "iter", (made,))

    return run


def _bounded(rows: Any) -> list[Any]:
    found = []
    for each in rows:
        found.append(each)
        if len(found) > 256:
            raise Undecided
    return found


def _sliced(ev: Machine, given: Arguments, place: Place) -> Value:
    """``itertools.islice(sequence, …)`` of what has no end to run into."""
    bounds = [each.value for each in given.args[1:] if isinstance(each, Const)]
    source = ev.narrow(first(given))
    known = containers.items_of(ev, source)
    if known is None or not known[1] or len(bounds) != len(given.args) - 1 or not bounds:
        ev.leaves_sight(given, place, "sliced")
        return containers.new_list(ev, (), exact=False)
    if not all(each is None or isinstance(each, int) for each in bounds):
        raise ev.raised(ev.error("ValueError"))
    return IteratorValue(ev.store.number(), "islice", (source,), TupleValue(given.args[1:]))


def _simple_namespace(ev: Machine, given: Arguments, place: Place) -> Value:
    made = ApiObject(ev.store.number(), Symbol("types.SimpleNamespace"), Arguments(), place)
    if given.open or given.args:
        ev.leaves_sight(given, place, "given to SimpleNamespace")
        return ev.unknown("SimpleNamespace")
    for name, each in given.kwargs.items():
        ev.store.set(made.number, name, each)
    return made


def _binary(name: str) -> Handler:
    def run(ev: Machine, given: Arguments, place: Place) -> Value:
        if len(given.args) != 2:
            return ev.unknown(name)
        return operators.binary(ev, name, given.args[0], given.args[1], at(given, 0), at(given, 1), place)

    return run


def _comparison(name: str) -> Handler:
    def run(ev: Machine, given: Arguments, place: Place) -> Value:
        if len(given.args) != 2:
            return ev.unknown(name)
        return operators.compare(ev, name, given.args[0], given.args[1], at(given, 0), at(given, 1))

    return run


def _not(ev: Machine, given: Arguments, place: Place) -> Value:
    return operators.negation(ev, first(given))


def _item_of(ev: Machine, given: Arguments, place: Place) -> Value:
    if len(given.args) != 2:
        return ev.unknown("getitem")
    return ev.item(given.args[0], given.args[1], place)


def _exit(ev: Machine, given: Arguments, place: Place) -> Value:
    raise ev.raised(ev.error("SystemExit"))


def _gone(ev: Machine, given: Arguments, place: Place) -> Value:
    ev.ended_well += 1
    raise Ended


HANDLERS: dict[str, Handler] = {
    "sys.exit": _exit,
    "os._exit": _gone,
    "os.abort": _gone,
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "functools.lru_cache": _cache,
    "functools.cache": _cache,
    "functools.reduce": _reduce,
    **{
        f"collections.{name}": _kept
        for name in ("deque", "Counter", "ChainMap", "OrderedDict", "defaultdict", "UserDict", "UserList")
    },
    "functools.partialmethod": _kept,
    "functools.singledispatch": _kept,
    "functools.singledispatchmethod": _kept,
    "functools.cmp_to_key": _kept,
    "weakref.finalize": _finalize,
    "weakref.WeakMethod": _kept,
    "copy.copy": _copy,
    "copy.deepcopy": _deepcopy,
    **{name: _dataclass(name) for name in sorted(record_classes.DATACLASSES)},
    "attr.Factory": _object_of("attr.Factory"),
    "attrs.Factory": _object_of("attrs.Factory"),
    "dataclasses.field": _object_of("dataclasses.field"),
    "dataclasses.replace": _replace,
    "dataclasses.asdict": _as_dictionary,
    "attr.ib": _object_of("attr.ib"),
    "attr.field": _object_of("attr.field"),
    "attrs.field": _object_of("attrs.field"),
    "attr.evolve": _replace,
    "attr.asdict": _as_dictionary,
    "enum.auto": _object_of("enum.auto"),
    **environment.HANDLERS,
    **module_table.HANDLERS,
    "argparse.ArgumentParser": _object_of("argparse.ArgumentParser"),
    "absl.flags.DEFINE_bool": _define_bool,
    "absl.flags.DEFINE_boolean": _define_bool,
    "tf.app.flags.DEFINE_bool": _define_bool,
    "tf.app.flags.DEFINE_boolean": _define_bool,
    "tf.flags.DEFINE_bool": _define_bool,
    "json.load": _load,
    "yaml.safe_load": _load,
    "yaml.load": _load,
    "json.loads": _loads,
    "json.dumps": _dumps,
    "itertools.chain": _chained,
    "itertools.chain.from_iterable": _chained_from,
    "itertools.islice": _sliced,
    "itertools.product": _combined(itertools.product),
    "itertools.zip_longest": _combined(itertools.zip_longest),
    "types.SimpleNamespace": _simple_namespace,
    "argparse.Namespace": _simple_namespace,
    "contextlib.nullcontext": _object_of("contextlib.nullcontext"),
    "contextlib.suppress": _object_of("contextlib.suppress"),
    **{f"sys.argv.{each}": _change_arguments for each in containers.CHANGING_ITEMS},
    "operator.call": _called_by_name,
    "operator.add": _binary("Add"),
    "operator.sub": _binary("Subtract"),
    "operator.mul": _binary("Multiply"),
    "operator.or_": _binary("BitOr"),
    "operator.and_": _binary("BitAnd"),
    "operator.eq": _comparison("Equal"),
    "operator.ne": _comparison("NotEqual"),
    "operator.lt": _comparison("LessThan"),
    "operator.gt": _comparison("GreaterThan"),
    "operator.is_": _comparison("Is"),
    "operator.is_not": _comparison("IsNot"),
    "operator.not_": _not,
    "operator.getitem": _item_of,
    "typing.cast": lambda ev, given, place: given.args[1] if len(given.args) == 2 else ev.unknown("cast"),
}
