"""The harness runs the linter and the fixer that a user runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from xentlint.verify.catalog import FIXTURES, Fixture
from xentlint.verify.experiment import Pair, repair_all
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


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    folder = tmp_path_factory.mktemp("fixtures")
    return {pair.fixture.name: pair for pair in repair_all(FIXTURES, folder, Xentlint())}


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_every_fixture_is_repaired_as_it_is_declared(fixture: Fixture, pairs: dict[str, Pair]) -> None:
    """What trains is in ``test_mutants.py``; that there is a repair, and a safe one, takes no TensorFlow."""
    pair = pairs[fixture.name]
    assert pair.error == ""
    assert fixture.code in {finding.code for finding in pair.found}
    assert pair.diff != ""
    assert pair.left == ()
