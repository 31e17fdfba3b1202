"""Loops within loops within loops: each is followed, as far as it takes, and what comes after them is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

import xentlint
from xentlint.python import repeated

DEPTH = 14
MODEL = """
model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""


def nested(loop: str, innermost: str, depth: int = DEPTH) -> str:
    """``innermost`` within ``depth`` loops, which are written with their number."""
    lines = [" " * number + loop.replace("#", str(number)) for number in range(depth)]
    return "\n".join([*lines, *(" " * depth + line for line in innermost.splitlines())])


def codes(folder: Path, body: str, after: str = MODEL) -> list[str]:
    (folder / "train.py").write_text(f"from tensorflow import keras\nactivation = 'softmax'\n{body}\n{after}")
    return [each.code for each in xentlint.check([folder])]


@pytest.mark.parametrize("loop", ["for a# in s#:", "for a# in range(100):", "while clock.running(#):"])
@pytest.mark.parametrize("innermost", ["pass", "t += a0", "found.append(a0)\nseen = {**seen, a0: found}"])
def test_what_comes_after_deep_loops_is_reached(tmp_path: Path, loop: str, innermost: str) -> None:
    innermost = innermost.replace("a0", "t") if loop.startswith("while") else innermost
    assert codes(tmp_path, f"t, found, seen = 0, [], {{}}\n{nested(loop, innermost)}") == ["XEN201"]


def test_so_is_what_stands_in_the_innermost_one(tmp_path: Path) -> None:
    assert codes(tmp_path, nested("for a# in s#:", MODEL.strip()), "") == ["XEN201"]


@pytest.mark.parametrize("runs", [0, repeated.MAX_RUNS])
@pytest.mark.parametrize("depth", [1, 3, DEPTH])
@pytest.mark.parametrize(
    "innermost",
    [
        "activation = None",
        "activation, before = before, None",
        "activation = holder.value\nholder.value = None",
        "activation = held[-1]\nheld.append(None)",
        "if a0: activation = None",
    ],
)
def test_what_a_later_round_changes_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, innermost: str, depth: int, runs: int
) -> None:
    monkeypatch.setattr(repeated, "MAX_RUNS", runs)
    before = (
        "class Holder:\n    value = 'softmax'\nholder = Holder()\nheld = ['softmax']\nbefore = 'softmax'\n"
    )
    inside = f"{innermost}\n{MODEL.strip()}"
    assert codes(tmp_path, before + nested("for a# in open(#):", innermost, depth)) in ([], ["XEN103"])
    # In the innermost loop, the first round may still have what was there before.
    if not innermost.startswith(("activation = None", "if")):
        assert codes(tmp_path, before + nested("for a# in open(#):", inside, depth), "") == ["XEN201"]
