"""A script under observation changes nothing outside its copy (each in a process of its own)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = """
import sys
from xentlint.verify.child import guard
guard.tempfile.gettempdir = lambda: sys.argv[1] + "/tmp"
guard.forbid_writes_outside(sys.argv[1] + "/copy")
import os, shutil, pathlib
outside, copy = pathlib.Path(sys.argv[1]) / "precious.txt", pathlib.Path(sys.argv[1]) / "copy"
try:
    exec(sys.argv[2])
except guard.OutsideWrite as refused:
    print("refused:", refused)
else:
    print("allowed")
"""


def attempt(action: str, tmp_path: Path) -> str:
    (tmp_path / "copy").mkdir(exist_ok=True)
    (tmp_path / "copy" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "precious.txt").write_text("precious", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", HARNESS, str(tmp_path), action], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize(
    "action",
    [
        "open(outside, 'w')",
        "open(outside, 'a')",
        "open(outside, 'r+b')",
        "outside.write_text('gone')",
        "os.open(outside, os.O_WRONLY | os.O_TRUNC)",
        "os.remove(outside)",
        "outside.rename(copy / 'taken.txt')",
        "shutil.copy(copy / 'mine.txt', outside)",
        "shutil.rmtree(outside.parent)",
        "os.mkdir(outside.parent / 'new')",
        "\ntry:\n    open(outside, 'w')\nexcept Exception:\n    pass",
    ],
)
def test_writes_outside_are_refused(action: str, tmp_path: Path) -> None:
    assert attempt(action, tmp_path).startswith("refused:")
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize(
    "action",
    [
        "open(outside).read()",
        "open(copy / 'checkpoint.bin', 'wb').write(b'x')",
        "os.remove(copy / 'mine.txt')",
        "shutil.copy(outside, copy / 'input.txt')",
        "open(os.devnull, 'w')",
    ],
)
def test_reads_and_writes_in_the_copy_are_fine(action: str, tmp_path: Path) -> None:
    assert attempt(action, tmp_path) == "allowed\n"
