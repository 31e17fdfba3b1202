"""What follows from what is assumed of conditions."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from xentlint.python.conditions import decided

X, Y = ("param", "x"), ("param", "y")


def const(value: Any) -> tuple[str, str, Any]:
    return ("const", type(value).__name__, value)


def equal(value: Any) -> Any:
    return ("==", X, const(value))


def among(*values: Any) -> Any:
    return ("among", X, tuple(const(value) for value in values))


def below(number: float) -> Any:
    return ("<", X, const(number))


def up_to(number: float) -> Any:
    return ("<=", X, const(number))


@pytest.mark.parametrize(
    ("assumed", "asked", "answer"),
    [
        ({X: True}, X, True),
        ({X: True}, Y, None),
        ({equal("a"): True}, equal("b"), False),
        ({equal("a"): False}, equal("b"), None),
        ({("==", X, Y): True}, ("==", X, ("attr", Y, "other")), False),
        ({equal("a"): True}, ("==", Y, const("b")), None),
        ({among("a", "b"): True}, equal("c"), False),
        ({among("a", "b"): True, equal("a"): False}, equal("b"), True),
        ({among("a", "b"): False}, equal("a"), False),
        ({equal("a"): True}, among("a", "b"), True),
        ({up_to(2): False}, equal(2), False),
        ({up_to(2): False}, equal(3), None),
        ({up_to(2): False}, below(3), None),
        ({up_to(2): False}, below(2), False),
        ({below(2): False, up_to(2): True}, equal(2), True),
        ({equal(1): True}, up_to(2), True),
        ({equal(True): True}, equal(1), True),
        ({equal(None): True}, X, False),
        ({X: True}, equal(None), False),
        ({X: False}, equal("softmax"), False),
        ({equal("softmax"): True}, X, True),
        ({("or", X, Y): False}, X, False),
        ({("or", X, Y): True, X: False}, Y, True),
        ({("or", X, Y): True}, Y, None),
        ({("and", X, Y): True}, Y, True),
        ({("and", X, Y): False, X: True}, Y, False),
        ({X: True, Y: True}, ("and", X, Y), True),
        ({X: False}, ("and", X, Y), False),
        ({X: True}, ("or", ("not", X), Y), None),
        ({X: False}, ("or", ("not", X), Y), True),
        ({("or", equal(2), Y): True, Y: False}, up_to(2), True),
    ],
)
def test_what_follows(assumed: dict[Any, bool], asked: Any, answer: bool | None) -> None:
    assert decided(asked, assumed) is answer


def test_the_answers_are_those_of_trying_every_value() -> None:
    """Against a model: every pair of questions about x, for all values that could tell them apart."""
    values = [None, "", "a", "b", 0, 1, 1.5, 2, 2.5, 3, True]
    questions: dict[Any, Any] = {
        X: bool,
        equal(None): lambda v: v is None,
        equal("a"): lambda v: v == "a",
        equal(2): lambda v: v == 2,
        among("a", 2): lambda v: v in ("a", 2),
        below(2): lambda v: v < 2,
        up_to(2): lambda v: v <= 2,
    }
    for (first, ask_first), (second, ask_second) in itertools.permutations(questions.items(), 2):
        for truth in (True, False):
            possible = set()
            for value in values:
                try:
                    if bool(ask_first(value)) is truth:
                        possible.add(bool(ask_second(value)))
                except TypeError:
                    continue  # an order is asked of numbers
            answer = decided(second, {first: truth})
            assert answer is None or possible <= {answer}, (first, truth, second)
