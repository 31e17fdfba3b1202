"""What measures is right about what it measures; how long anything takes is no test."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from xentlint.config.settings import Settings
from xentlint.run import engine
from xentlint.sources.reading import read_document

from . import explaining
from .compare import program
from .processes import Measured, Task, processor_of, ratio, rounds, run, spread, table


@pytest.mark.parametrize("lines", [100, 1_000])
def test_a_file_has_the_lines_that_it_says_and_one_finding(lines: int) -> None:
    text = program(lines)
    assert lines - 20 <= text.count("\n") <= lines
    document = read_document(Path("/p/train.py"), text.encode())
    (found,) = engine.check([document], Settings()).diagnostics
    assert (found.code, found.fix is not None) == ("XEN201", True)


def test_lines_to_ask_about_are_drawn_from_long_files_and_again_the_same(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("# nothing\n\nx = 1\n" * 400)
    (tmp_path / "short.py").write_text("x = 1\n" * 40)
    drawn = explaining.places(tmp_path, 5, 1)
    assert drawn == explaining.places(tmp_path, 5, 1)
    assert len(set(drawn)) == 5
    for place in drawn:
        name, _, row = place.rpartition(":")
        assert (Path(name).name, int(row) % 3) == ("long.py", 0)


def test_a_process_is_charged_with_what_it_and_its_children_use(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass\n"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    large = "x = b'x' * (200 << 20)"
    idle, used, held = (
        run(Task("", [sys.executable, "-c", code]), tmp_path) for code in ("pass", outer, large)
    )
    assert used.processor >= 0.3 > idle.processor
    # The system charges a child with what its parent held when it was forked: more than 200 MB, beside other tests.
    assert held.memory >= max(200, idle.memory)
    assert used.clock >= 0.3


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not tell")
def test_a_process_that_runs_is_charged_with_what_it_has_used() -> None:
    before = processor_of(os.getpid())
    while time.process_time() < 0.3 + before:
        pass
    assert processor_of(os.getpid()) - before >= 0.2


def test_one_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="broken has ended with 3"):
        run(Task("broken", [sys.executable, "-c", "raise SystemExit(3)"]), tmp_path)


def test_tasks_take_turns_and_what_prepares_one_does_not_count(tmp_path: Path) -> None:
    said: list[str] = []
    tasks = [
        Task(name, [sys.executable, "-c", "pass"], before=lambda name=name: said.append(name))
        for name in "ab"
    ]
    measured = rounds(tasks, tmp_path, 2)
    assert said == ["a", "b", "a", "b"]
    assert {name: len(found) for name, found in measured.items()} == {"a": 2, "b": 2}
    assert isinstance(measured["a"][0], Measured)


def test_the_median_is_told_with_its_spread() -> None:
    assert spread([3.0, 1.0, 2.0]) == "2.00 (1.00-3.00)"
    assert spread([150.4], 0) == "150"
    assert ratio([2.0, 9.0, 4.0], [1.0, 3.0, 4.0]) == "2.00 (1.00-3.00)"
    assert table(["", "s"], [["grep", "0.1"]]) == "|  | s |\n| --- | --- |\n| grep | 0.1 |"
