"""The saturated batch: what p - y looks like there, and what does not."""

from __future__ import annotations

import math

import pytest

from xentlint.verify.child.heads import may_be_head
from xentlint.verify.child.probe import expected_gradient, injected, residual, saturated_logits, vanished


def test_the_label_has_no_probability_in_single_precision() -> None:
    row = saturated_logits(3)
    assert math.exp(row[1] - row[0]) < 1e-45


@pytest.mark.parametrize("factor", [1.0, 0.01, 327.68])
def test_any_reduction_of_p_minus_y_is_right(factor: float) -> None:
    rows = [[factor * value for value in expected_gradient(4)]] * 5
    assert residual(rows) == 0.0


def test_one_unit() -> None:
    assert residual([[-0.02], [-0.02]]) == 0.0
    gap = residual([[0.02], [0.02]])
    assert gap is not None
    assert gap == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("rows", "gap"),
    [
        ([[1.0, 0.0, 0.0]], 1.0),  # the label gets nothing
        ([[-1.0, 1.0, 0.0]], 2.0),  # uphill
        ([[1.0, -1.0, 0.0], [0.5, -0.5, 0.0]], 0.5),  # one row at half the weight
    ],
)
def test_other_gradients_are_off(rows: list[list[float]], gap: float) -> None:
    assert residual(rows) == pytest.approx(gap)


@pytest.mark.parametrize("rows", [[[0.0, 0.0, 0.0]], [[math.nan, 0.0, 0.0]], [[math.inf, -1.0, 0.0]]])
def test_zero_and_nan_are_no_gradient(rows: list[list[float]]) -> None:
    assert residual(rows) is None


def test_what_rounding_leaves_of_a_gradient_is_none() -> None:
    # As TensorFlow gives them: a double softmax on a processor that rounds, and a crossentropy.
    rows = [[1.16e-10] + [0.0] * 9] * 127 + [[1 / 128, -1 / 128] + [0.0] * 8]
    assert vanished(rows).tolist() == [True] * 127 + [False]
    assert vanished([[0.0, 0.0]]).tolist() == [True]
    assert vanished([[math.nan, 0.0]]).tolist() == [False]


def test_heads_are_told_by_their_activation() -> None:
    def softmax() -> None: ...

    def relu() -> None: ...

    assert may_be_head(None)
    assert may_be_head(softmax)
    assert not may_be_head(relu)


@pytest.mark.parametrize("classes", [1, 2, 10])
def test_a_users_labels_are_wrong_for_most_rows_whatever_their_order(classes: int) -> None:
    numpy = pytest.importorskip("numpy")
    logits = injected((100, classes), alternating=True)
    sure_of = (logits[:, 0] > 0) if classes == 1 else logits.argmax(axis=1)
    assert set(numpy.abs(logits).ravel()) == {200.0}
    kinds = max(classes, 2)
    for labels in (numpy.zeros(100), numpy.arange(100) % kinds, numpy.arange(100) * kinds // 100):
        assert 0.3 < numpy.mean(sure_of != labels) <= 1.0
