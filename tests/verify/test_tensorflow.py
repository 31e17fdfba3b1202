"""With TensorFlow itself: the real linter, the real fixer, real trainings (gone wrong: ``test_mutants.py``)."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from xentlint.apis.numerics import After, Head, Loss, LossApi, Mode, numeric_path
from xentlint.apis.runtimes import Era, Runtime
from xentlint.apis.spaces import LossKind, Maker
from xentlint.verify.catalog import select
from xentlint.verify.children import Children
from xentlint.verify.command import main
from xentlint.verify.experiment import Options, Result, environment, repair_all, run_fixture
from xentlint.verify.protection import find_protection
from xentlint.verify.repair import Xentlint

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs the verify extra"),
]
OPTIONS = Options(seeds=2, jobs=2)


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with Children(environment(OPTIONS.jobs)) as children:
        yield children


@pytest.fixture
def experiment(tmp_path: Path, children: Children) -> Callable[..., Result]:
    def run(name: str, repairer: object = None, **options: object) -> Result:
        chosen = Options(seeds=2, jobs=2, **options)  # type: ignore[arg-type]
        (pair,) = repair_all([*select([name])], tmp_path / "work", repairer or Xentlint())  # type: ignore[arg-type]
        with ThreadPoolExecutor(2) as pool:
            return run_fixture(pair, children, pool, chosen, lambda name, side, text: None)

    return run


def test_a_collapse_in_an_eager_loop_is_repaired(experiment: Callable[..., Result]) -> None:
    result = experiment("tape_tf_softmax")
    assert result.status == "proved", [verdict.evidence for verdict in result.verdicts]
    assert result.collapses_and_recovers
    assert {v.name: v.word for v in result.verdicts}["gradients"] == "restored"


def test_the_seed_case_is_rescued_today_and_collapses_on_keras_2_1(experiment: Callable[..., Result]) -> None:
    result = experiment("seed_eager_loop", numerics="keras-2.1")
    assert result.status == "proved", [verdict.evidence for verdict in result.verdicts]
    assert all(run.final_accuracy is not None and run.final_accuracy < 0.2 for run in result.before.trainings)
    assert all(run.final_accuracy is not None and run.final_accuracy > 0.9 for run in result.after.trainings)


GREEDY = """
import os, subprocess, sys
import tensorflow as tf
outside = sys.argv[1]
os.system(f"touch {outside}-system")
subprocess.run([sys.executable, "-c", f"open({outside!r} + '-python', 'w')"])
try:
    tf.io.write_file(outside + "-write_file", "x")
except tf.errors.OpError as refused:
    print("refused", type(refused).__name__)
try:
    tf.io.gfile.GFile(outside + "-gfile", "w").write("x")
except tf.errors.OpError as refused:
    print("refused", type(refused).__name__)
open("inside.txt", "w").write("x")
open(outside, "w").write("x")
"""


def test_nothing_leaves_the_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not find_protection(os.environ).namespace:
        pytest.skip("the system offers no namespace here")
    home = tmp_path / "home"
    home.mkdir()
    script = tmp_path / "mine" / "train.py"
    script.parent.mkdir()
    script.write_text(GREEDY, encoding="utf-8")
    assert main([str(script), "--seeds", "1", "--", str(home / "precious")]) == 1
    captured = capsys.readouterr()
    assert "could not be verified: refused write" in captured.out
    assert f"refused to change {home / 'precious'}" in captured.out
    assert "everything but the copy and Keras's own downloads is read-only" in captured.err
    assert list(home.iterdir()) == []
    assert list(script.parent.iterdir()) == [script]


HEADS = {
    "logits": Head(None),
    "activation": Head("softmax"),
    "layer": Head("softmax", Maker.SOFTMAX_LAYER),
    "op": Head("softmax", Maker.TF_OP),
    "reshape": Head("softmax", after=After.ALTERED),
}
LOSSES = {
    "object": LossApi.KERAS_LOSS,
    "function": LossApi.KERAS_FUNCTION,
    "ignore_class": LossApi.KERAS_LOSS_IGNORE_CLASS,
    "backend": LossApi.BACKEND_FUNCTION,
    "with_logits": LossApi.WITH_LOGITS_OP,
    "log": LossApi.HANDWRITTEN_LOG,
    "guarded_log": LossApi.HANDWRITTEN_GUARDED_LOG,
}
MODES = {"tape": Mode.TAPE, "tffn": Mode.TF_FUNCTION, "fit": Mode.FIT, "fit_eager": Mode.FIT_EAGER}


def test_the_table_of_numerics_is_what_runs() -> None:
    """The linter's table against the installed Keras (``old_runtime`` has the emulated one)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.verify.live_patterns"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    wrong = []
    for head, loss, flag, mode, found in json.loads(done.stdout.splitlines()[-1]):
        kind = LossKind.SPARSE if loss in ("object", "function", "ignore_class") else LossKind.CATEGORICAL
        expected = numeric_path(HEADS[head], Loss(LOSSES[loss], kind), flag, MODES[mode], Runtime(Era.KERAS3))
        if expected.name != found:
            wrong.append((head, loss, flag, mode, f"table {expected.name}", f"ran {found}"))
    assert wrong == []
