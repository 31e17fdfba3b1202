"""A sample of the proof at scale, and the proof that it would notice a rule that is missing.

It runs apart from other tests: its runner gives TensorFlow optimizers that change nothing.
"""

from __future__ import annotations

from concurrent.futures import Executor

import pytest

from .mutants import RULES, noticed
from .readers import READERS
from .running import differ
from .scale import ALIKE, by_chance, by_reader, shared_runner


@pytest.mark.tensorflow
def test_safe_repairs_change_no_result(apart: Executor) -> None:
    figures = apart.submit(by_chance, seed=20, count=25, out=None).result()
    assert 25 <= figures.ran < 25 + ALIKE  # programs of one classifier are run together
    assert figures.broken == []


@pytest.mark.tensorflow
def test_every_reader_is_right_after_the_repair(apart: Executor) -> None:
    """One family of readers; all of them take some minutes."""
    figures = apart.submit(by_reader, seed=0, part=0, out=None).result()
    assert figures.ran > 20
    assert figures.broken == []


def _noticed(rule: str) -> str:
    return noticed(rule, shared_runner())


@pytest.mark.tensorflow
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_disabled_is_missed(rule: str, apart: Executor) -> None:
    assert apart.submit(_noticed, rule).result()


def test_there_are_many_readers() -> None:
    assert len({reader.text for reader in READERS}) > 500


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[0.1 0.2]", "[0.1 0.3]"),
        ("yes 0.5", "no 0.5"),
        ("[[0.1 0.2]]", "[[0.1 0.2 0.3]]"),
        ("nan", "0.5"),
        ("tf.Tensor(0.5, dtype=float32)", "0.5"),
    ],
)
def test_another_result_is_noticed(before: str, after: str) -> None:
    assert differ(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [("[0.1 0.2]", "[0.10001\n 0.2]"), ("1e-09", "0.0"), ("<f at 0x7f01>", "<f at 0x7f02>"), ("nan", "nan")],
)
def test_rounding_is_no_other_result(before: str, after: str) -> None:
    assert differ(before, after) == ""
