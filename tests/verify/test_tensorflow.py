"""With TensorFlow itself: the real linter, the real fixer, real trainings, and repairs gone wrong."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from xentlint.apis.numerics import After, Head, Loss, LossApi, LossKind, Maker, Mode, numeric_path
from xentlint.apis.runtimes import Era, Runtime
from xentlint.verify.catalog import select
from xentlint.verify.children import Children
from xentlint.verify.command import main
from xentlint.verify.experiment import Options, Result, environment, repair_all, run_fixture
from xentlint.verify.repair import Finding, Xentlint

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


def words(result: Result) -> dict[str, str]:
    return {verdict.name: verdict.outcome for verdict in result.verdicts}


class Sabotaged:
    """The real linter, and a fixer that gets one thing wrong."""

    def __init__(self, *replacements: tuple[str, str], after_real_fix: bool = False) -> None:
        self._replacements = replacements
        self._after_real_fix = after_real_fix
        self._real = Xentlint()

    def lint(self, paths: Sequence[Path]) -> tuple[Finding, ...]:
        return self._real.lint(paths)

    def fix(self, paths: Sequence[Path]) -> None:
        if self._after_real_fix:
            self._real.fix(paths)
        for path in paths:
            text = path.read_text(encoding="utf-8")
            for old, new in self._replacements:
                assert old in text
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")


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


def test_activation_removed_without_the_flag_is_caught(experiment: Callable[..., Result]) -> None:
    wrong = Sabotaged(
        (
            "tf.nn.softmax(self.scores(self.second(self.first(images))))",
            "self.scores(self.second(self.first(images)))",
        )
    )
    result = experiment("tape_tf_softmax", wrong)
    outcomes = words(result)
    assert result.status == "failed"
    assert outcomes["clean"] == "fail"  # XEN202 now
    assert outcomes["gradients"] == "fail"
    assert outcomes["same function"] == "fail"  # confidence reads logits


def test_flag_without_removing_the_activation_is_caught(experiment: Callable[..., Result]) -> None:
    wrong = Sabotaged(("SparseCategoricalCrossentropy()", "SparseCategoricalCrossentropy(from_logits=True)"))
    outcomes = words(experiment("tape_tf_softmax", wrong))
    assert outcomes["clean"] == "fail"  # XEN201 now
    assert outcomes["gradients"] == "fail"
    assert outcomes["same function"] == "pass"


def test_a_reader_that_is_not_rewritten_is_caught(experiment: Callable[..., Result]) -> None:
    wrong = Sabotaged(("tf.nn.softmax(probabilities).numpy()", "probabilities"), after_real_fix=True)
    outcomes = words(experiment("tape_tf_softmax", wrong))
    assert outcomes["clean"] == "pass"
    assert outcomes["gradients"] == "pass"
    assert outcomes["training"] != "fail"
    assert outcomes["same function"] == "fail"


def test_a_repair_that_ruins_a_rescued_program_is_worse(experiment: Callable[..., Result]) -> None:
    wrong = Sabotaged(('Dense(10, activation="softmax")', "Dense(10)"))
    result = experiment("fit_default_loss", wrong)
    verdict = next(verdict for verdict in result.verdicts if verdict.name == "training")
    assert (verdict.outcome, verdict.word) == ("fail", "worse")


SCRIPT = """
import numpy as np, tensorflow as tf
x = np.random.RandomState(0).rand(400, 8).astype("float32") * 255
y = (x[:, :4].argmax(axis=1)).astype("int64")
model = tf.keras.Sequential(
    [tf.keras.Input((8,)), tf.keras.layers.Dense(32, activation="relu"), tf.keras.layers.Dense(4)]
)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=1000, verbose=0)
"""


def test_your_own_program_is_stopped_and_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT, encoding="utf-8")
    assert main([str(script), "--steps", "60", "--seeds", "2", "--report", str(tmp_path / "page.html")]) == 0
    output = capsys.readouterr().out
    assert "clean: clean (XEN202 before, nothing after)" in output
    assert output.count("in 60 steps") == 4
    assert script.read_text(encoding="utf-8") == SCRIPT
    assert "<svg" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_your_own_program_may_not_write_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    precious = Path.home() / "xentlint-test-must-not-exist.txt"
    script = tmp_path / "train.py"
    script.write_text(f"import tensorflow as tf\nopen({str(precious)!r}, 'w').write('x')\n", encoding="utf-8")
    assert main([str(script), "--seeds", "1"]) == 1
    assert "wants to change a file outside its folder" in capsys.readouterr().out
    assert not precious.exists()


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


@pytest.mark.parametrize(
    ("arguments", "era"), [([], Era.KERAS3), (["keras-2.1"], Era.TF20_23)], ids=["installed", "emulated"]
)
def test_the_table_of_numerics_is_what_runs(arguments: list[str], era: Era) -> None:
    """The linter's table against the installed Keras; its measured rows of 2.0-2.3 against the emulation."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.verify.live_patterns", *arguments],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    wrong = []
    for head, loss, flag, mode, found in json.loads(done.stdout.splitlines()[-1]):
        kind = LossKind.SPARSE if loss in ("object", "function", "ignore_class") else LossKind.CATEGORICAL
        if era is Era.TF20_23 and loss == "ignore_class":
            continue  # came with TensorFlow 2.9
        expected = numeric_path(HEADS[head], Loss(LOSSES[loss], kind), flag, MODES[mode], Runtime(era))
        if expected.name != found:
            wrong.append((head, loss, flag, mode, f"table {expected.name}", f"ran {found}"))
    assert wrong == []
