"""Paired differences and their 95% intervals, against values worked out by hand."""

from __future__ import annotations

import pytest

from xentlint.verify.confidence import paired_difference


def test_three_pairs() -> None:
    # Differences 0.8, 0.9, 1.0: mean 0.9, standard deviation 0.1, t(2) = 4.303;
    # 4.303 * 0.1 / sqrt(3) = 0.2484.
    difference = paired_difference([0.1, 0.05, 0.0], [0.9, 0.95, 1.0])
    assert difference is not None
    assert difference.mean == pytest.approx(0.9)
    assert (difference.low, difference.high) == pytest.approx((0.6516, 1.1484), abs=1e-4)


def test_no_spread_gives_a_point() -> None:
    difference = paired_difference([0.5, 0.5], [0.75, 0.75])
    assert difference is not None
    assert (difference.low, difference.high) == (0.25, 0.25)


def test_many_pairs_approach_the_normal_quantile() -> None:
    difference = paired_difference([0.0] * 40, [0.0, 1.0] * 20)
    assert difference is not None
    # Standard error 0.08006; t(39) = 2.0227.
    assert difference.high - difference.mean == pytest.approx(0.08006 * 2.0227, rel=0.03)


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_pairs_say_nothing(count: int) -> None:
    assert paired_difference([0.1] * count, [0.9] * count) is None
