"""A script under observation changes nothing outside its copy (each in a process of its own)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from xentlint.verify.protection import find_protection

HARNESS = """
import sys
from xentlint.verify.child import guard
guard.forbid_writes_outside([sys.argv[1] + "/copy"])
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


NAMESPACE = """
import os, subprocess, sys
from xentlint.verify.child.namespace import keep_files_read_only
keep_files_read_only([sys.argv[1] + "/copy"])
os.chdir(sys.argv[1] + "/copy")
exec(sys.argv[2])
"""


def in_namespace(action: str, tmp_path: Path) -> str:
    protection = find_protection(os.environ)
    if not protection.namespace:
        pytest.skip(protection.reason)
    (tmp_path / "copy").mkdir()
    (tmp_path / "precious.txt").write_text("precious", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", NAMESPACE, str(tmp_path), action], capture_output=True, text=True, check=False
    )
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "precious.txt"]
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "action",
    [
        "os.system('echo gone > ../precious.txt; rm -f ../precious.txt')",
        "subprocess.run(['touch', '../new.txt'])",
        "subprocess.run([sys.executable, '-c', 'import os; os.remove(\\'../precious.txt\\')'])",
        "os.system('mount -o remount,rw /; umount .; rm -f ../precious.txt')",
        "os.rename('../precious.txt', 'mine.txt')",
    ],
)
def test_what_a_program_starts_cannot_leave_the_copy_either(action: str, tmp_path: Path) -> None:
    said = in_namespace(action, tmp_path).lower()
    assert "read-only" in said or "denied" in said or "superuser" in said or "cross-device" in said


def test_in_the_copy_everything_is_allowed(tmp_path: Path) -> None:
    in_namespace("os.system('mkdir results; echo 1 > results/a.txt; cat ../precious.txt')", tmp_path)
    assert (tmp_path / "copy" / "results" / "a.txt").is_file()


def test_where_there_is_no_namespace_it_is_said_what_is_not_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    said = str(find_protection(os.environ))
    assert "NOT guarded here are programs that it starts" in said
    assert "darwin offers no mount namespaces" in said
