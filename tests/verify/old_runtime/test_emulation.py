"""``--numerics keras-2.1`` computes what a real TensorFlow 2.1.4 computed, to the last figure.

``tensorflow-2.1.4.jsonl`` is what ``measure.py`` wrote under it; its docstring says how to repeat that.
"""

from __future__ import annotations

import importlib.util
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

MEASURED = Path(__file__).parent / "tensorflow-2.1.4.jsonl"
TOLERANCE = 1e-3


def read(path: Path) -> dict[tuple[object, ...], list[float]]:
    """Head, loss, flag, mode and row, to the loss and the three figures of the gradient."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {tuple(line[:5]): line[5:] for line in lines}


def test_the_binary_crossentropy_of_that_generation_clips_otherwise() -> None:
    loss = read(MEASURED)["unit, op", "BinaryCrossentropy", False, "tape", "sure and wrong"][0]
    assert loss == pytest.approx(-math.log(2e-7), abs=1e-3)


@pytest.mark.tensorflow
@pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs the verify extra")
def test_every_loss_and_gradient_is_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "emulated.jsonl"
    command = [sys.executable, "-m", "tests.verify.old_runtime.measure", str(out), "--emulate"]
    subprocess.run(command, cwd=Path(__file__).parents[3], check=True, capture_output=True)
    measured, emulated = read(MEASURED), read(out)
    assert measured.keys() == emulated.keys()
    wrong = {
        cell: (figures, emulated[cell])
        for cell, figures in measured.items()
        if any(not _close(a, b) for a, b in zip(figures, emulated[cell], strict=True))
    }
    assert wrong == {}


def _close(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or abs(a - b) <= TOLERANCE * max(1.0, abs(a))
