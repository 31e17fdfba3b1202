"""Operators: on constants they are carried out, on tensors they are transfer rules."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from . import sequences, tensors
from .guards import alternatives, either, together
from .values import (
    ApiObject,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    FunctionalValue,
    FunctionValue,
    Handle,
    Instance,
    ListValue,
    LossValue,
    MetricValue,
    Place,
    SequentialValue,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator

_ARITHMETIC: dict[str, Any] = {
    "Add": operator.add,
    "Subtract": operator.sub,
    "Multiply": operator.mul,
    "Divide": operator.truediv,
    "FloorDivide": operator.floordiv,
    "Modulo": operator.mod,
    "Power": operator.pow,
}
_COMPARISONS: dict[str, Any] = {
    "Equal": operator.eq,
    "NotEqual": operator.ne,
    "LessThan": operator.lt,
    "LessThanEqual": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEqual": operator.ge,
}
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
_TENSOR = {"Add": "add", "Subtract": "subtract", "Multiply": "multiply", "Divide": "divide", "MatrixMultiply": "matmul",
           "Power": "power"}  # fmt: skip


def key_of(value: Value) -> Any:
    """A name for what ``value`` is, such that equal names mean equal values; ``None`` if it has none."""
    if isinstance(value, Unknown):
        return value.key
    if isinstance(value, Const):
        return ("const", type(value.value).__name__, value.value)
    if isinstance(value, Symbol):
        return ("symbol", value.name)
    if isinstance(value, Handle):
        return ("object", value.number)
    if isinstance(value, Tensor):
        return value.of
    return None


def binary(
    ev: Evaluator,
    name: str,
    left: Value,
    right: Value,
    left_place: Place | None,
    right_place: Place | None,
    place: Place | None,
) -> Value:
    """``left <name> right``."""
    if isinstance(left, Union) or isinstance(right, Union):
        options = []
        for first_guard, first in alternatives(ev.narrow(left)):
            for second_guard, second in alternatives(ev.narrow(right)):
                both = together(first_guard, second_guard)
                if both is not None:
                    with ev.assuming(both):
                        options.append(
                            (both, binary(ev, name, first, second, left_place, right_place, place))
                        )
        return either(options)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return tensors.binary(ev, _TENSOR.get(name, "other"), left, right, left_place, right_place, place)
    if isinstance(left, Const) and isinstance(right, Const):
        return _fold(name, left.value, right.value)
    if name == "Add":
        first_items, second_items = sequences.items_of(ev, left), sequences.items_of(ev, right)
        if first_items is not None and second_items is not None:
            if isinstance(left, TupleValue) and isinstance(right, TupleValue):
                return TupleValue(left.items + right.items)
            if second_items[1]:
                return sequences.new_list(ev, first_items[0] + second_items[0], exact=first_items[1])
            return sequences.new_list(ev, second_items[0], exact=False)
    if name == "Multiply" and isinstance(right, Const) and isinstance(right.value, int):
        known = sequences.items_of(ev, left)
        if known is not None and known[1] and 0 <= right.value <= 16 and isinstance(left, ListValue):
            return sequences.new_list(ev, known[0] * right.value)
    if name == "MatrixMultiply":
        return tensors.matmul(ev, left, right, place)
    for each in (left, right):
        if isinstance(each, DictValue | ListValue | TupleValue):
            ev.forget(each, f"an operand of {name}")
    first_key, second_key = key_of(left), key_of(right)
    key = derive(name, first_key, second_key)
    return Unknown(key, element=any(isinstance(v, Unknown) and v.element for v in (left, right)))


def _fold(name: str, left: Any, right: Any) -> Value:
    action = _ARITHMETIC.get(name)
    if action is None:
        return Unknown(why=f"operator {name}")
    if name == "Power" and not (isinstance(right, int | float) and abs(right) <= 64):
        return Unknown(why="large power")
    if name == "Multiply" and not (isinstance(left, int | float) and isinstance(right, int | float)):
        return Unknown(why="repeated sequence")
    try:
        return Const(action(left, right))
    except (TypeError, ValueError, ArithmeticError, KeyError):
        return Unknown(why=f"operator {name}")


def unary(ev: Evaluator, name: str, value: Value, place: Place | None) -> Value:
    """``not x``, ``-x``, ``+x``, ``~x``."""
    if isinstance(value, Union):
        return either([(g, unary(ev, name, v, place)) for g, v in value.alternatives])
    if name == "Not":
        from .truth import truth

        known, key, positive = truth(ev, value)
        if known is not None:
            return Const(not known)
        return Unknown(derive("not", key) if positive else key) if key is not None else Unknown()
    if isinstance(value, Const) and isinstance(value.value, int | float):
        return Const(-value.value) if name == "Minus" else value if name == "Plus" else Unknown()
    if isinstance(value, Tensor):
        return (
            tensors.negate(ev, value, place)
            if name == "Minus"
            else value
            if name == "Plus"
            else tensors.opaque(value)
        )
    key = key_of(value)
    return Unknown(derive(name, key))


_NEVER_NONE = (
    Symbol, TupleValue, Handle, FunctionValue, BoundMethod, ClassValue, LossValue, MetricValue, FunctionalValue,
    SequentialValue, ApiObject, Instance, Tensor,
)  # fmt: skip


def compare(
    ev: Evaluator, name: str, left: Value, right: Value, left_place: Place | None, right_place: Place | None
) -> Value:
    """``left <name> right`` for a comparison operator's libcst class name."""
    left, right = ev.narrow(left), ev.narrow(right)
    if isinstance(left, Union) or isinstance(right, Union):
        options = []
        for first_guard, first in alternatives(left):
            for second_guard, second in alternatives(right):
                both = together(first_guard, second_guard)
                if both is not None:
                    options.append((both, compare(ev, name, first, second, left_place, right_place)))
        return either(options)
    if name in ("Is", "IsNot"):
        return _identity(left, right, name == "Is")
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return tensors.compare(ev, left, right, left_place, right_place)
    if isinstance(left, Const) and isinstance(right, Const) and name in _COMPARISONS:
        try:
            return Const(bool(_COMPARISONS[name](left.value, right.value)))
        except TypeError:
            return Unknown(why="comparison")
    if name in ("In", "NotIn"):
        return _membership(ev, left, right, name == "In")
    if name in ("Equal", "NotEqual"):
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Const) and isinstance(other, _NEVER_NONE) and not isinstance(other, Tensor):
                return Const(name == "NotEqual")
        if isinstance(left, Const):
            left, right = right, left
        first, second = key_of(left), key_of(right)
        key = derive("==", first, second)
        return Unknown(key if name == "Equal" or key is None else ("not", key), why="comparison")
    return Unknown(_order_key(name, left, right), why="comparison")


def _order_key(name: str, left: Value, right: Value) -> Any:
    """The key of ``<``, ``<=``, ``>`` and ``>=``: one way to write each, literals on the right."""
    if isinstance(left, Const):
        left, right, name = right, left, _MIRRORED.get(name, name)
    first, second = key_of(left), key_of(right)
    if not isinstance(right, Const) and name in ("LessThanEqual", "GreaterThan"):
        first, second, name = second, first, _MIRRORED[name]
    known = _ORDER.get(name)
    if known is None:
        return derive(name, first, second)
    symbol, positive = known
    key = derive(symbol, first, second)
    return key if positive or key is None else ("not", key)


def _identity(left: Value, right: Value, positive: bool) -> Value:
    if isinstance(left, Const) and isinstance(right, Const):
        return Const((left == right) is positive)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Const) and one.value is None and isinstance(other, _NEVER_NONE):
            return Const(not positive)
    if isinstance(left, Const):
        left, right = right, left
    first, second = key_of(left), key_of(right)
    key = derive("==", first, second)
    if key is not None:
        return Unknown(key if positive else ("not", key))
    if isinstance(left, FunctionValue | ClassValue | Symbol) and isinstance(
        right, FunctionValue | ClassValue | Symbol
    ):
        return Const((left == right) is positive)
    return Unknown(why="identity")


def _membership(ev: Evaluator, left: Value, right: Value, positive: bool) -> Value:
    if isinstance(left, Const):
        if isinstance(right, Const) and isinstance(right.value, str) and isinstance(left.value, str):
            return Const((left.value in right.value) is positive)
        elements, exact = sequences.iterate(ev, right, None)
        if any(element == left for element in elements):
            return Const(positive)
        if exact and all(isinstance(element, Const) for element in elements):
            return Const(not positive)
    elif isinstance(left, Unknown):
        elements, exact = sequences.iterate(ev, right, None)
        if exact and elements and all(isinstance(element, Const) for element in elements):
            literals = tuple(key_of(element) for element in elements)
            one = len(literals) == 1
            key = derive("==" if one else "among", left.key, literals[0] if one else literals)
            return Unknown(key if positive or key is None else ("not", key))
    first, second = key_of(left), key_of(right)
    key = derive("in", first, second)
    if key is not None:
        return Unknown(key if positive else ("not", key))
    return Unknown(why="membership")
