"""Operators: on constants Python carries them out, on tensors they are transfer rules.

Of anything else only what is said here is known: a class may define what an operator means, and
change what it likes meanwhile.
"""

from __future__ import annotations

from typing import Any

from . import (
    ancestry,
    class_facts,
    concrete,
    containers,
    formatted,
    identity,
    lineage,
    reads,
    sequences,
    special_methods,
)
from .concrete import Raised, Undecided
from .domain import behaviour, domain_of
from .guards import alternatives, either, together
from .machine import Machine
from .modules import Place
from .standing import Standing, standing
from .truth import truth
from .values import (
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Foreign,
    FunctionValue,
    Handle,
    Instance,
    Items,
    IteratorValue,
    ListValue,
    ModuleValue,
    NamespaceValue,
    PartialValue,
    SetValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)

_MIRRORED = {
    "LessThan": "GreaterThan",
    "LessThanEqual": "GreaterThanEqual",
    "GreaterThan": "LessThan",
    "GreaterThanEqual": "LessThanEqual",
}
_ORDER = {
    "LessThan": ("<", True),
    "LessThanEqual": ("<=", True),
    "GreaterThan": ("<=", False),
    "GreaterThanEqual": ("<", False),
}
_METHODS = {
    "Add": "add", "Subtract": "sub", "Multiply": "mul", "Divide": "truediv", "FloorDivide": "floordiv",
    "Modulo": "mod", "Power": "pow", "MatrixMultiply": "matmul", "BitAnd": "and", "BitOr": "or", "BitXor": "xor",
    "LeftShift": "lshift", "RightShift": "rshift",
}  # fmt: skip
_COMPARED = {
    "Equal": "__eq__", "NotEqual": "__ne__", "LessThan": "__lt__", "LessThanEqual": "__le__",
    "GreaterThan": "__gt__", "GreaterThanEqual": "__ge__",
}  # fmt: skip


def _as_literal(ev: Machine, value: Value, *methods: str) -> Value:
    """``value``, or the number, text or tuple that it is at the same time, unless its class defines ``methods``."""
    if not isinstance(value, Instance) or any(
        ancestry.find_in_class(ev, value.cls, each) is not None for each in methods
    ):
        return value
    literal = class_facts.literal_of(ev, value)
    return literal if literal is not None else value


def binary(
    ev: Machine,
    name: str,
    left: Value,
    right: Value,
    left_place: Place | None,
    right_place: Place | None,
    place: Place | None,
) -> Value:
    """``left <name> right``."""
    left, right = ev.narrow(left), ev.narrow(right)
    if isinstance(left, Union) or isinstance(right, Union):
        if _may_refuse(left, right):
            return containers.spread(
                ev,
                (left, right),
                lambda each: binary(ev, name, each[0], each[1], left_place, right_place, place),
            )
        options = []
        for first_guard, first in alternatives(left):
            for second_guard, second in alternatives(right):
                both = together(first_guard, second_guard)
                if both is not None and ev.feasible(both):
                    with ev.assuming(both):
                        options.append(
                            (both, binary(ev, name, first, second, left_place, right_place, place))
                        )
        return either(options)
    if not (name == "Modulo" and isinstance(left, Const)):
        method = _METHODS.get(name)
        left = _as_literal(ev, left, f"__{method}__", f"__r{method}__")
        right = _as_literal(ev, right, f"__{method}__", f"__r{method}__")
    if isinstance(left, Instance) or isinstance(right, Instance):
        return _by_class(ev, name, left, right, place)
    for each in (left, right):
        if isinstance(each, Foreign):
            result = behaviour(ev, each).operate(ev, name, left, right, (left_place, right_place, place))
            if result is not None:
                return result
    if isinstance(left, Const) and isinstance(right, Const):
        return _folded(ev, name, left.value, right.value)
    if isinstance(left, Const) and isinstance(left.value, str) and name == "Modulo":
        return _formatted(ev, left.value, right)
    made = _of_containers(ev, name, left, right)
    if made is not None:
        return made
    if name == "MatrixMultiply":
        product = domain_of(ev).multiplied(ev, left, right, place)
        if product is not None:
            return product
    for each in (left, right):
        if isinstance(each, ClassValue):
            special_methods.run_somehow(ev, each, f"__{_METHODS.get(name)}__", f"__r{_METHODS.get(name)}__")
        if isinstance(each, DictValue | ListValue | SetValue | TupleValue):
            ev.out_of_sight(each, f"an operand of {name}")
    first_key, second_key = identity.key_of(left), identity.key_of(right)
    key = derive(name, first_key, second_key)
    for each in (left, right):
        ev.doubt(standing(identity.key_of(each)) if identity.key_of(each) is not None else Standing.FORGOTTEN)
    return Unknown(key, element=any(isinstance(v, Unknown) and v.element for v in (left, right)))


def _folded(ev: Machine, name: str, left: Any, right: Any) -> Value:
    try:
        return Const(concrete.arithmetic(name, left, right))
    except Raised as error:
        raise ev.raised(ev.error(error.name)) from None
    except Undecided:
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown(f"operator {name}")


def _formatted(ev: Machine, template: str, right: Value) -> Value:
    """``"%s" % value``."""
    reads.read_all(ev, right, ev.here(), "show", "formatted")
    special_methods.run_somehow(ev, right, "__str__", "__repr__")
    wrapped = concrete.wrap(right) if isinstance(right, Const | TupleValue) else None
    if wrapped is not None and _literal(wrapped):
        return _folded(ev, "Modulo", template, wrapped)
    ev.doubt(Standing.FORGOTTEN)
    return Unknown(formatted.by_percent(template, identity.key_of(right)), why="formatted string")


def _literal(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(_literal(each) for each in value)
    return concrete.is_literal(value)


def _of_containers(ev: Machine, name: str, left: Value, right: Value) -> Value | None:
    """``+`` and ``*`` of sequences, ``|`` of dictionaries and sets; ``None`` for anything else."""
    if name == "Add":
        if isinstance(left, TupleValue) and isinstance(right, TupleValue):
            if left.weight + right.weight > concrete.MOST_WEIGHT:
                return ev.unknown("a long tuple")
            return TupleValue(left.items + right.items)
        if isinstance(left, TupleValue) and isinstance(right, Unknown):
            return domain_of(ev).begun(ev, left.items, ev.here())
        if isinstance(left, ListValue) and isinstance(right, ListValue):
            made = containers.copy(ev, left)
            if isinstance(made, ListValue):
                sequences.extend(ev, made, right)
            return made
    if name == "Multiply":
        if isinstance(left, Const):
            left, right = right, left
        times = right.value if isinstance(right, Const) and isinstance(right.value, int) else None
        known = containers.items_of(ev, left)
        if isinstance(left, TupleValue | ListValue):
            if (
                times is None
                or known is None
                or not known[1]
                or len(known[0]) * max(times, 0) > concrete.MOST_ITEMS
            ):
                if known is not None and known[1] and known[0] and isinstance(left, ListValue):
                    ev.out_of_sight(left, "repeated")
                    return containers.new_list(ev, (), exact=False)
                return ev.unknown("a long sequence")
            if isinstance(left, TupleValue) and left.weight * max(times, 0) > concrete.MOST_WEIGHT:
                return ev.unknown("a long sequence")
            items = known[0] * times
            return TupleValue(items) if isinstance(left, TupleValue) else containers.new_list(ev, items)
    if name == "BitOr" and isinstance(left, DictValue) and isinstance(right, DictValue):
        made = containers.copy(ev, left)
        if isinstance(made, DictValue):
            sequences.dict_method(ev, made, "update", Arguments((right,), {}, (None,)))
        return made
    if isinstance(left, SetValue) and isinstance(right, SetValue):
        method = {"BitOr": "union", "BitAnd": "intersection", "Subtract": "difference"}.get(name)
        if method is not None:
            return sequences.set_method(ev, left, method, Arguments((right,), {}, (None,)))
    return None


def _by_class(ev: Machine, name: str, left: Value, right: Value, place: Place | None) -> Value:
    """An operator that a class of the project may define."""
    method = _METHODS.get(name)
    ways = [(left, right, "__"), (right, left, "__r")]
    if _is_special(left, right):
        ways.reverse()
    for owner, other, prefix in ways:
        if isinstance(owner, Instance) and method is not None:
            own = ev.special_method(owner, f"{prefix}{method}__")
            if own is not None:
                result = ev.call_special(own, Arguments((other,), {}, (None,)), place)
                if result != Symbol("builtins.NotImplemented"):
                    return result
    if all(not isinstance(each, Instance) or class_facts.is_plain(ev, each) for each in (left, right)):
        known = [each for each in (left, right) if not isinstance(each, Instance)]
        if all(isinstance(each, Const | ListValue | DictValue | TupleValue | SetValue) for each in known):
            raise ev.raised(ev.error("TypeError"))
    for each in (left, right):
        ev.out_of_sight(each, f"an operand of {name}")
        ev.forget(each, f"an operand of {name}")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown(f"operator {name}")


def _is_special(left: Value, right: Value) -> bool:
    """Whether ``right`` is asked first: its class derives from the other's."""
    return (
        isinstance(left, Instance)
        and isinstance(right, Instance)
        and left.cls != right.cls
        and left.cls in lineage.linearize(right.cls)
    )


def in_place(
    ev: Machine,
    name: str,
    left: Value,
    right: Value,
    left_place: Place | None,
    right_place: Place | None,
    place: Place | None,
) -> Value:
    """What ``left <name>= right`` binds; lists, sets and dictionaries are changed themselves."""
    left = ev.narrow(left)
    if isinstance(left, Union):

        def run(each: list[Value]) -> Value:
            return in_place(ev, name, each[0], right, left_place, right_place, place)

        return containers.spread(ev, (left,), run)
    if isinstance(left, Foreign):
        behaviour(ev, left).change(ev, left)
    if isinstance(left, ListValue) and name == "Add":
        sequences.extend(ev, left, right)
        return left
    if isinstance(left, ListValue) and name == "Multiply":
        made = binary(ev, name, left, right, left_place, right_place, place)
        held = ev.store.get(made.number, "items") if isinstance(made, ListValue) else None
        ev.store.set(left.number, "items", held or Items((), exact=False))
        return left
    if isinstance(left, DictValue) and name == "BitOr":
        sequences.dict_method(ev, left, "update", Arguments((right,), {}, (None,)))
        return left
    if isinstance(left, SetValue) and ev.store.get(left.number, "$frozen") is None:
        if name == "BitOr":
            sequences.set_method(ev, left, "update", Arguments((right,), {}, (None,)))
        else:
            ev.store.set(left.number, "items", Items((), exact=False))
        return left
    if isinstance(left, Instance):
        method = _METHODS.get(name)
        own = ev.special_method(left, f"__i{method}__") if method is not None else None
        if own is not None:
            return ev.call_special(own, Arguments((right,), {}, (None,)), place)
    return binary(ev, name, left, right, left_place, right_place, place)


def unary(ev: Machine, name: str, value: Value, place: Place | None) -> Value:
    """``not x``, ``-x``, ``+x``, ``~x``."""
    value = ev.narrow(value)
    if name == "Not":
        return negation(ev, value)
    if isinstance(value, Union):
        return either([(g, unary(ev, name, v, place)) for g, v in value.alternatives])
    if isinstance(value, Const) and isinstance(value.value, int | float):
        if name == "BitInvert" and isinstance(value.value, int):
            return Const(~value.value)
        if name != "BitInvert":
            return Const(-value.value if name == "Minus" else +value.value)
    literal = _as_literal(ev, value, "__neg__", "__pos__", "__invert__")
    if literal is not value:
        return unary(ev, name, literal, place)
    if isinstance(value, Foreign):
        result = behaviour(ev, value).unary(ev, name, value, place)
        if result is not None:
            return result
    if isinstance(value, Instance):
        method = {"Minus": "__neg__", "Plus": "__pos__", "BitInvert": "__invert__"}.get(name, "")
        return special_methods.special(ev, value, method, Arguments(), place)
    ev.doubt(Standing.FORGOTTEN)
    return Unknown(derive(name, identity.key_of(value)))


def negation(ev: Machine, value: Value) -> Value:
    """``not value``."""
    value = ev.narrow(as_condition(ev, value))
    if isinstance(value, Union):
        return either([(g, negation(ev, v)) for g, v in value.alternatives])
    known, key, positive = truth(ev, value)
    if known is not None:
        return Const(not known)
    return Unknown(derive("not", key) if positive else key) if key is not None else ev.unknown("not")


def as_condition(ev: Machine, value: Value) -> Value:
    """``value`` for a test of its truth: what its class, or what it holds, makes of that."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        if any(
            isinstance(each, Instance | ClassValue | ListValue | DictValue | SetValue)
            for _, each in value.alternatives
        ):
            return containers.spread(ev, (value,), lambda each: as_condition(ev, each[0]))
        return value
    if isinstance(value, ListValue | DictValue | SetValue):
        found = containers.state(ev, value)
        if len(found) > 1:
            options: list[tuple[Any, Value]] = []
            for guard, held in found:
                inside = getattr(held, "items", None) or getattr(held, "entries", ())
                known = bool(inside) if inside or getattr(held, "exact", False) else None
                options.append((guard, Const(known) if known is not None else ev.unknown("what it holds")))
            return either(options)
        return value
    if isinstance(value, Instance):
        own = ev.special_method(value, "__bool__")
        if own is not None:
            answer = ev.call_special(own, Arguments(), None)
            if isinstance(answer, Const) and not isinstance(answer.value, bool):
                raise ev.raised(ev.error("TypeError"))
            return as_condition(ev, answer)
        own = ev.special_method(value, "__len__")
        if own is not None:
            return as_condition(ev, checked_length(ev, ev.call_special(own, Arguments(), None)))
        literal = class_facts.literal_of(ev, value)
        if literal is not None:
            return as_condition(ev, literal)
        if class_facts.has_truth(ev, value):
            return Const(True)
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("truth of an object")
    if isinstance(value, ClassValue) and ancestry.has_other_truth(ev, value, "__bool__", "__len__"):
        ev.forget(value, "asked for its truth")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("truth of a class")
    return value


def checked_length(ev: Machine, answer: Value) -> Value:
    """What a ``__len__`` of the project gave: Python takes no other than a number that is not negative."""
    if isinstance(answer, Const):
        if not isinstance(answer.value, int):
            raise ev.raised(ev.error("TypeError"))
        if answer.value < 0:
            raise ev.raised(ev.error("ValueError"))
    return answer


_IDENTICAL = (FunctionValue, ClassValue, ModuleValue)
_PYTHON = (ListValue, DictValue, SetValue, TupleValue)
_NEVER_NONE = (
    TupleValue, Handle, FunctionValue, BoundMethod, ClassValue, Foreign, ModuleValue, PartialValue,
)  # fmt: skip


def compare(
    ev: Machine, name: str, left: Value, right: Value, left_place: Place | None, right_place: Place | None
) -> Value:
    """``left <name> right`` for a comparison operator's libcst class name."""
    left, right = ev.narrow(left), ev.narrow(right)
    if name in ("Is", "IsNot"):
        if isinstance(left, Union) or isinstance(right, Union):
            return _each_pair(ev, name, left, right, left_place, right_place)
        return _identity(ev, left, right, name == "Is")
    if isinstance(left, Union) or isinstance(right, Union):
        equality = name in ("Equal", "NotEqual")
        if _may_run(left) or _may_run(right) or (not equality and _may_refuse(left, right)):
            return containers.spread(
                ev, (left, right), lambda each: compare(ev, name, each[0], each[1], left_place, right_place)
            )
        return _each_pair(ev, name, left, right, left_place, right_place)
    if name in ("In", "NotIn"):
        return _membership(ev, left, right, name == "In")
    for each in (left, right):
        if isinstance(each, ClassValue) and ancestry.has_other_truth(
            ev, each, _COMPARED[name], "__eq__", "__ne__"
        ):
            ev.forget(each, "compared by its metaclass")
            ev.doubt(Standing.FORGOTTEN)
            return ev.unknown("comparison of classes")
    methods = (_COMPARED[name], _COMPARED[_MIRRORED.get(name, name)], "__eq__")
    if not (class_facts.is_member(ev, left) and class_facts.is_member(ev, right)):
        left, right = _as_literal(ev, left, *methods), _as_literal(ev, right, *methods)
    for each in (left, right):
        if isinstance(each, Foreign):
            result = behaviour(ev, each).compare(ev, left, right, (left_place, right_place))
            if result is not None:
                return result
    if isinstance(left, Const) and isinstance(right, Const):
        return _compared(ev, name, left.value, right.value)
    for each in (left, right):
        if isinstance(each, TupleValue | ListValue | DictValue | SetValue):
            special_methods.run_somehow(ev, each, "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
    if isinstance(left, Instance) or isinstance(right, Instance):
        return _compared_by_class(ev, name, left, right)
    if name in ("Equal", "NotEqual"):
        known = equal(ev, left, right)
        if known is not None:
            return Const(known is (name == "Equal"))
        if isinstance(left, Const):
            left, right = right, left
        key = identity.as_keys(left, right)
        if isinstance(key, bool):
            return Const(key is (name == "Equal"))
        return _condition(ev, key, name == "Equal", "comparison")
    if isinstance(left, SetValue) and isinstance(right, SetValue) and name.endswith("Equal"):
        if name == "GreaterThanEqual":
            left, right = right, left
        return sequences.set_method(ev, left, "issubset", Arguments((right,), {}, (None,)))
    if isinstance(left, TupleValue) and isinstance(right, TupleValue):
        real = (concrete.wrap(left), concrete.wrap(right))
        if _literal(real):
            return _compared(ev, name, *real)
    ev.doubt(Standing.FORGOTTEN)
    return _condition(ev, _order_key(name, left, right), True, "comparison")


def _may_run(value: Value) -> bool:
    return any(isinstance(each, Instance) for _, each in alternatives(value))


def _may_refuse(left: Value, right: Value) -> bool:
    """Whether an operator may raise for one pair of alternatives and not for another."""
    kinds = {_kind(each) for value in (left, right) for _, each in alternatives(value)} - {"any"}
    return "other" in kinds or len(kinds) > 1


def _kind(value: Value) -> str:
    if isinstance(value, Unknown):
        return "any"
    if isinstance(value, Foreign) and value.inert:
        return "number"
    if isinstance(value, Const) and isinstance(value.value, str):
        return "text"
    number = value.value if isinstance(value, Const) else None
    return "number" if isinstance(number, int | float) and number else "other"


def _each_pair(
    ev: Machine, name: str, left: Value, right: Value, left_place: Place | None, right_place: Place | None
) -> Value:
    options = []
    for first_guard, first in alternatives(left):
        for second_guard, second in alternatives(right):
            both = together(first_guard, second_guard)
            if both is not None and ev.feasible(both):
                options.append((both, compare(ev, name, first, second, left_place, right_place)))
    return either(options)


def _condition(ev: Machine, key: Any, positive: bool, why: str) -> Value:
    if key is None:
        return ev.unknown(why)
    return Unknown(key if positive else ("not", key), why=why)


def _compared(ev: Machine, name: str, left: Any, right: Any) -> Value:
    actions = {
        "Equal": "__eq__", "NotEqual": "__ne__", "LessThan": "<", "LessThanEqual": "<=", "GreaterThan": ">",
        "GreaterThanEqual": ">=",
    }  # fmt: skip
    action = actions[name]
    try:
        if action == "__eq__":
            return Const(bool(left == right))
        if action == "__ne__":
            return Const(bool(left != right))
        if action == "<":
            return Const(bool(left < right))
        if action == "<=":
            return Const(bool(left <= right))
        if action == ">":
            return Const(bool(left > right))
        return Const(bool(left >= right))
    except TypeError:
        raise ev.raised(ev.error("TypeError")) from None


def equal(ev: Machine, left: Value, right: Value, depth: int = 0) -> bool | None:
    """Whether two values are equal, where no class of the project has a say; ``None`` if not known."""
    if isinstance(left, Const) and isinstance(right, Const):
        if left.value != left.value and depth:
            return None  # not a number: in a container it is equal to itself, if it is the same
        return bool(left.value == right.value)
    if isinstance(left, Handle) and isinstance(right, Handle) and left.number == right.number:
        return True
    if isinstance(left, _IDENTICAL) and isinstance(right, _IDENTICAL):
        return left == right
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Const) and (
            isinstance(other, (*_PYTHON, *_IDENTICAL, BoundMethod))
            or (isinstance(other, Foreign) and not other.inert)
        ):
            return False
        if isinstance(one, Const) and one.value is None and isinstance(other, _NEVER_NONE):
            return False if not isinstance(other, Instance | ApiObject) else None
    if depth > 4:
        return None
    if is_range(ev, left) is not is_range(ev, right):
        return False
    for kind in (TupleValue, ListValue):
        if isinstance(left, kind) and isinstance(right, kind):
            mine, theirs = containers.items_of(ev, left), containers.items_of(ev, right)
            if mine is None or theirs is None or not (mine[1] and theirs[1]):
                return None
            if len(mine[0]) != len(theirs[0]):
                return False
            verdicts = [equal(ev, a, b, depth + 1) for a, b in zip(mine[0], theirs[0], strict=True)]
            if any(each is False for each in verdicts):
                return False
            return True if all(verdicts) else None
    if isinstance(left, DictValue) and isinstance(right, DictValue):
        first, second = containers.entries_of(ev, left), containers.entries_of(ev, right)
        if first is None or second is None or not (first.exact and second.exact):
            return None
        if {key for key, _ in first.entries} != {key for key, _ in second.entries}:
            return False
        verdicts = [equal(ev, value, second.get(key) or value, depth + 1) for key, value in first.entries]
        if any(each is False for each in verdicts):
            return False
        return True if all(verdicts) else None
    if isinstance(left, SetValue) and isinstance(right, SetValue):
        result = (
            sequences.set_method(ev, left, "issubset", Arguments((right,), {}, (None,))),
            sequences.set_method(ev, right, "issubset", Arguments((left,), {}, (None,))),
        )
        return (
            all(each == Const(True) for each in result) if all(isinstance(e, Const) for e in result) else None
        )
    if type(left) is not type(right) and isinstance(left, _PYTHON) and isinstance(right, _PYTHON):
        return False
    return None


def is_range(ev: Machine, value: Value) -> bool:
    """Whether it is what ``range`` gives, and no list."""
    return isinstance(value, ListValue) and ev.store.get(value.number, "$range") is not None


def _compared_by_class(ev: Machine, name: str, left: Value, right: Value) -> Value:
    """A comparison with an object of a class of the project."""
    ways = [(left, right, _COMPARED[name]), (right, left, _COMPARED.get(_MIRRORED.get(name, name), ""))]
    if _is_special(left, right):
        ways.reverse()
    for owner, other, method in ways:
        if not isinstance(owner, Instance):
            continue
        own = ev.special_method(owner, method)
        if own is not None:
            result = ev.call_special(own, Arguments((other,), {}, (None,)), None)
            if result != Symbol("builtins.NotImplemented"):
                return result
        elif method == "__ne__":
            own = ev.special_method(owner, "__eq__")
            if own is not None:
                return negation(ev, ev.call_special(own, Arguments((other,), {}, (None,)), None))
        known = equal_instances(ev, owner, other)
        if known is not None and name in ("Equal", "NotEqual"):
            return Const(known is (name == "Equal"))
    if name in ("Equal", "NotEqual") and all(
        not isinstance(each, Instance) or class_facts.compares_plainly(ev, each) for each in (left, right)
    ):
        other = right if isinstance(left, Instance) else left
        if isinstance(other, Instance) and isinstance(left, Instance):
            return Const((left.number == other.number) is (name == "Equal"))
        if isinstance(
            other, Const | ListValue | DictValue | TupleValue | SetValue | FunctionValue | ClassValue
        ):
            return Const(name == "NotEqual")
    # A member of an enumeration may be what an input is compared with.
    first, second = (right, left) if isinstance(left, Instance) else (left, right)
    if isinstance(first, Unknown) and class_facts.is_member(ev, second):
        return _condition(
            ev, derive("==", identity.key_of(first), identity.key_of(second)), name == "Equal", "comparison"
        )
    for each in (left, right):
        ev.forget(each, "compared")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown("comparison")


def _order_key(name: str, left: Value, right: Value) -> Any:
    """The key of ``<``, ``<=``, ``>`` and ``>=``: one way to write each, literals on the right."""
    if isinstance(left, Const):
        left, right, name = right, left, _MIRRORED.get(name, name)
    first, second = identity.key_of(left), identity.key_of(right)
    if not isinstance(right, Const) and name in ("LessThanEqual", "GreaterThan"):
        first, second, name = second, first, _MIRRORED[name]
    known = _ORDER.get(name)
    if known is None:
        return derive(name, first, second)
    symbol, positive = known
    key = derive(symbol, first, second)
    return key if positive or key is None else ("not", key)


_SINGLE = (type(None), bool, type(Ellipsis))


def _identity(ev: Machine, left: Value, right: Value, positive: bool) -> Value:
    if isinstance(left, Const) and isinstance(right, Const):
        if isinstance(left.value, _SINGLE) or isinstance(right.value, _SINGLE) or left != right:
            return Const((left == right) is positive)
        return ev.unknown("identity of literals")
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Const) and isinstance(other, _NEVER_NONE):
            return Const(not positive)
        if one == Const(None) and isinstance(other, Symbol) and domain_of(ev).is_code(other.name):
            return Const(not positive)
    if isinstance(left, Handle) and isinstance(right, Handle):
        return Const((left.number == right.number) is positive)
    if isinstance(left, _IDENTICAL) and isinstance(right, _IDENTICAL):
        return Const((left == right) is positive)
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        if left.name == right.name:
            return Const(positive)
        if domain_of(ev).is_code(left.name) and domain_of(ev).is_code(right.name):
            return Const(not positive)
    if isinstance(left, Const):
        left, right = right, left
    if isinstance(left, Foreign) and left.inert:
        return ev.unknown("identity")
    return _condition(ev, identity.equality_key(left, right), positive, "identity")


def _membership(ev: Machine, left: Value, right: Value, positive: bool) -> Value:
    if isinstance(left, Const) and isinstance(right, Const):
        try:
            return Const(concrete.run(lambda: left.value in right.value) is positive)
        except Raised as error:
            raise ev.raised(ev.error(error.name)) from None
    if isinstance(right, Instance):
        own = ev.special_method(right, "__contains__")
        if own is not None:
            found = ev.call_special(own, Arguments((left,), {}, (None,)), None)
            found = negation(ev, as_condition(ev, found))
            return negation(ev, found) if positive else found
        fields = class_facts.literal_of(ev, right)
        if fields is not None and ev.special_method(right, "__iter__") is None:
            return _membership(ev, left, fields, positive)
        ev.forget(right, "asked for an element")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("membership")
    if isinstance(right, IteratorValue) and right.kind in containers.VIEWS:
        elements, exact = containers.viewed(ev, right)
        return _in_container(
            ev, left, containers.new_list(ev, elements, exact=exact), Items(elements, exact), positive
        )
    if isinstance(right, ClassValue) and (
        ancestry.has_other_truth(ev, right, "__contains__", "__iter__") or not class_facts.is_member(ev, left)
    ):
        ev.forget(right, "asked for an element")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("membership of a class")
    if isinstance(right, Symbol) and isinstance(left, Const):
        known = domain_of(ev).contains(ev, right, left)
        if known is not None:
            return known if positive else negation(ev, known)
    if isinstance(right, DictValue | SetValue):
        special_methods.hashed(ev, left)
    if isinstance(right, DictValue | NamespaceValue | ListValue | TupleValue | SetValue | ClassValue):
        return containers.in_each_state(
            ev, right, lambda held: _in_container(ev, left, right, held, positive)
        )
    if formatted.has_piece(right, left):
        return Const(positive)
    first, second = identity.key_of(left), identity.key_of(right)
    key = derive("in", first, second) if not isinstance(right, Handle) else None
    if key is not None:
        return Unknown(key if positive else ("not", key))
    ev.forget(right, "searched")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown("membership")


def _in_container(ev: Machine, left: Value, right: Value, held: Value, positive: bool) -> Value:
    elements: tuple[Value, ...]
    if isinstance(right, SetValue) and isinstance(held, Items):
        elements, exact = held.items, held.exact
    else:
        elements, exact = ev.elements(right, None)
    if isinstance(left, Unknown):
        if exact and not elements:
            return Const(not positive)
        if exact and all(isinstance(element, Const) for element in elements):
            literals = tuple(identity.key_of(element) for element in elements)
            one = len(literals) == 1
            key = derive("==" if one else "among", left.key, literals[0] if one else literals)
            return Unknown(key if positive or key is None else ("not", key))
        return ev.unknown("membership")
    verdicts: list[bool | None] = []
    for element in elements:
        if isinstance(left, Handle) and isinstance(element, Handle) and left.number == element.number:
            return Const(positive)
        result = compare(ev, "Equal", element, left, None, None)
        known = truth(ev, result)[0] if not isinstance(result, Union) else None
        if isinstance(left, Const) and left.value != left.value:
            known = None
        if known is True and exact:
            return Const(positive)
        verdicts.append(known)
    if exact and all(each is False for each in verdicts):
        return Const(not positive)
    return ev.unknown("membership")


def equal_instances(ev: Machine, value: Instance, other: Value) -> bool | None:
    """``==`` where the class was made by Python: dataclasses, tuples with names, enumerations."""
    if class_facts.is_member(ev, value):
        literal = class_facts.mixed_in(ev, value)
        if isinstance(other, Instance):
            return value.number == other.number if class_facts.is_member(ev, other) else None
        if isinstance(other, Const):
            return False if literal is None else literal == other if isinstance(literal, Const) else None
        return None
    fields = class_facts.field_owners(ev, value.cls)
    if fields is None or class_facts.has_rule(ev, value.cls, "$own"):
        return None
    if not isinstance(other, Instance):
        return False if isinstance(other, Const) else None
    if class_facts.has_rule(ev, value.cls, "$identity"):
        return (value.number == other.number) if other.cls == value.cls else None
    if other.cls != value.cls:
        return False if class_facts.fields_of(ev, other.cls) is not None else None
    verdicts: list[bool | None] = []
    for name in (each for each, owner in fields.items() if _is_compared(ev, owner, each)):
        mine, theirs = ev.store.get(value.number, name), ev.store.get(other.number, name)
        if mine is None or theirs is None:
            return None
        verdicts.append(equal(ev, ev.narrow(mine), ev.narrow(theirs)))
    if any(each is False for each in verdicts):
        return False
    return True if all(verdicts) else None


def _is_compared(ev: Machine, owner: ClassValue, name: str) -> bool:
    """Whether the field that ``owner`` declares counts when two objects are compared."""
    if class_facts.only_initialises(ev, owner, name):
        return False
    default = class_facts.default_in(ev, owner, name)
    return not (isinstance(default, ApiObject) and default.arguments.get("compare") == Const(False))
