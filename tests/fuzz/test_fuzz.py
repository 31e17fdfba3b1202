"""A few hundred inputs of each kind, always the same; `tests.fuzz.run` makes new ones for hours."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import inputs, targets

COUNTS = {"whole": 60, "notebook": 60, "decoding": 300, "suppressions": 300, "configuration": 200}


@pytest.mark.parametrize("kind", inputs.KINDS)
def test_inputs_that_are_nearly_right_break_nothing(kind: str) -> None:
    make, target = inputs.KINDS[kind]
    for seed in range(COUNTS[target]):
        raw = make(random.Random(f"{kind} {seed}"))
        try:
            targets.TARGETS[target](raw)
        except Exception as error:
            pytest.fail(f"{kind} {seed}: {type(error).__name__}: {error}\n{raw[:3000]!r}")


@pytest.mark.parametrize("target", ["decoding", "suppressions", "configuration", "notebook"])
@settings(derandomize=True, max_examples=100, suppress_health_check=list(HealthCheck))
@given(raw=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_nor_do_those_that_are_nothing(target: str, raw: bytes) -> None:
    targets.TARGETS[target](raw)


def test_nor_do_programs_of_the_grammar_alone() -> None:
    hypothesmith = pytest.importorskip("hypothesmith")

    @settings(derandomize=True, max_examples=50, suppress_health_check=list(HealthCheck))
    @given(text=hypothesmith.from_grammar())
    def holds(text: str) -> None:
        targets.whole(
            b"import keras\nkeras.losses.BinaryCrossentropy()(1, 2)\n" + text.encode("utf-8", "replace")
        )

    holds()
