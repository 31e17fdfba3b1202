"""The figures that a program prints, before and after."""

from __future__ import annotations

import io

import pytest

from xentlint.verify.child.printed import Printed
from xentlint.verify.printed import compare, unstable

TOLERANCE = 2e-3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("accuracy 0.931", "accuracy 0.932"),
        (
            "15/15 ━━━━━━━━━━ 0s 12ms/step - accuracy: 0.93 - loss: 2.31",
            "15/15 ━━━━━━━━━━ 1s 9ms/step - accuracy: 0.93 - loss: 157.0",
        ),
        ("step 50: loss 13.862, took 3.1 s", "step 50: loss 0.129, took 2.9 s"),
        ("[0.1 nan]", "[0.1 nan]"),
        ("epoch 1 of 5 at 12:01:07", "epoch 1 of 5 at 12:03:59"),
    ],
)
def test_the_last_digit_the_loss_and_the_time_may_differ(before: str, after: str) -> None:
    result = compare([before], [after], TOLERANCE)
    assert result.compared > 0
    assert result.different == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("accuracy 0.931", "accuracy 0.41"),
        ("sure of 71.0%", "sure of 920.4%"),
        ("[[0.1, 0.9]]", "[[-2.2, 0.9]]"),
        ("loss 2.3, accuracy 0.9", "loss 2.3, accuracy 0.1"),
        ("mean 0.5", "mean nan"),
    ],
)
def test_other_figures_may_not(before: str, after: str) -> None:
    assert compare([before], [after], TOLERANCE).different == ((before, after),)


def test_lines_are_paired_by_their_words() -> None:
    before = ["accuracy 0.9", "recall 0.8"]
    after = ["accuracy 0.9", "a new line 7", "recall 0.2"]
    assert compare(before, after, TOLERANCE).different == (("recall 0.8", "recall 0.2"),)


@pytest.mark.parametrize(
    "before", [["spam", "ham", "spam"], ["class cat 0.4", "class dog 0.3", "class cat 0.9"]]
)
def test_words_may_not_differ_either(before: list[str]) -> None:
    """A threshold left on logits shows in what a program calls its rows."""
    after = [before[1]] * 3
    assert compare(before, before, TOLERANCE).different == ()
    assert compare(before, after, TOLERANCE).different != ()


def test_the_table_of_layers_may_have_one_less() -> None:
    before = ["│ dense (Dense) │ 10 │", "│ softmax (Softmax) │ 0 │", "accuracy 0.9"]
    after = ["│ dense (Dense) │ 10 │", "accuracy 0.9"]
    assert compare(before, after, TOLERANCE).different == ()


def test_what_never_holds_still_can_be_left_out() -> None:
    moving = unstable(["port 8080", "accuracy 0.9"], ["port 9191", "accuracy 0.9"], TOLERANCE)
    assert compare(["port 8080"], ["port 7000"], TOLERANCE, moving).different == ()
    assert compare(["accuracy 0.9"], ["accuracy 0.1"], TOLERANCE, moving).different != ()


def test_output_is_passed_on_and_its_lines_are_kept() -> None:
    stream = io.StringIO()
    printed = Printed(stream)
    print("hello\n\n1/3\r2/3\r3/3 done\naccuracy 0.9", file=printed)
    assert printed.lines() == ["hello", "3/3 done", "accuracy 0.9"]
    assert stream.getvalue().startswith("hello")
