"""The harness runs the linter and the fixer that a user runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from xentlint.verify.repair import RepairError, Xentlint

PROGRAM = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y)
"""


def test_lint_fix_lint(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(PROGRAM, encoding="utf-8")
    tool = Xentlint()
    (found,) = tool.lint([script])
    assert (found.code, found.row) == ("XEN202", 4)
    tool.fix([script])
    assert "from_logits=True" in script.read_text(encoding="utf-8")
    assert tool.lint([script]) == ()


def test_a_linter_that_cannot_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RepairError, match="ended with 2"):
        Xentlint().lint([tmp_path / "missing.py"])
