"""What a person types, and what comes back before anything is trained."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from xentlint.verify.command import main
from xentlint.verify.experiment import Options


@pytest.fixture
def _without_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


@pytest.fixture
def _with_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())


@pytest.mark.usefixtures("_without_tensorflow")
def test_without_tensorflow_one_line_says_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "pip install 'xentlint[verify]'" in captured.err


@pytest.mark.usefixtures("_without_tensorflow")
def test_the_fixtures_can_be_listed_without_tensorflow(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert "seed_eager_loop" in capsys.readouterr().out


@pytest.mark.usefixtures("_with_tensorflow")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fixture", "nothing"], "no fixture or code is called nothing"),
        (["no_such_script.py"], "no_such_script.py: there is no such file"),
        (["train.py", "stray"], "write `--` before"),
        (["."], "is a folder: say with --run which file of it"),
        ([".", "--run", "nothing.py"], "nothing.py: there is no such file"),
        (["train.py", "--run", "train.py"], "--run names a file in a folder, and train.py is none"),
        (["--run", "train.py"], "xentlint verify FOLDER --run FILE"),
        (["train.py", "--quick"], "--quick and --fixture are about the fixtures"),
        (["--report", "nowhere/page.html"], "there is no folder nowhere"),
    ],
)
def test_what_cannot_start_says_why(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--seeds", "0"], ["--steps", "-1"], ["--numerics", "keras-9"]])
def test_impossible_numbers_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


@pytest.mark.usefixtures("_with_tensorflow")
def test_what_is_chosen_for_the_fixtures_reaches_their_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[Options] = []

    def record(fixtures: object, folder: object, repairer: object, options: Options, *rest: object) -> None:
        chosen.append(options)
        raise KeyboardInterrupt

    monkeypatch.setattr("xentlint.verify.command.run_suite", record)
    words = "--quick --data mnist --timeout 7 --epochs 2 --jobs 1 --seeds 2 --numerics keras-2.1"
    with pytest.raises(KeyboardInterrupt):
        main(words.split())
    assert chosen == [Options(seeds=2, numerics="keras-2.1", data="mnist", epochs=2, jobs=1, timeout=7.0)]


@pytest.mark.parametrize("arguments", [["--timeout", "0"], ["--data", "imagenet"], ["--jobs", "none"]])
def test_impossible_choices_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


@pytest.mark.usefixtures("_with_tensorflow")
def test_a_script_that_is_no_python(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "train.py"
    script.write_text("model = (\n", encoding="utf-8")
    assert main([str(script)]) == 2
    assert "is not Python that can run here" in capsys.readouterr().err


def test_the_parent_process_does_not_import_tensorflow() -> None:
    program = (
        "import sys, xentlint.verify.command, xentlint.verify.program, xentlint.verify.report.own\n"
        "print(sorted({'tensorflow', 'keras', 'numpy', 'libcst'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
