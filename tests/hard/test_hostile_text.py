"""What a repository calls its files, and what it writes in them, steers no terminal and no build server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xentlint.output import FORMATS

PROGRAM = """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])  # {}
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # {}
"""
NAMES = (
    "\n::error file=app.js,line=1::forged.py",
    "::error::forged.py",
    "  ::set-env name=PATH::forged.py",
    "\r::warning::forged.py",
    "##[error]forged.py",
    "##vso[task.setvariable variable=PATH]forged.py",
    "\x1b[2J\x1b]0;forged\x07.py",
    "\u202eyp.detrevni.py",
    "\u2028::error::forged.py",
    "\x9b31mforged.py",
    "no\udce9text.py",
)
COMMENTS = ("##[error]forged", "##vso[task.complete]forged", "\x1b[31m forged", "\u202e forged")
_COMMAND = re.compile(r"^\s*::[\w-]+|##\[|##vso\[", re.MULTILINE)
_OWN = re.compile(r"^::(?:error|warning|notice) title=", re.MULTILINE)
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069]")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    tree.mkdir()
    for number, name in enumerate(NAMES):
        comment = COMMENTS[number % len(COMMENTS)]
        os.makedirs(os.path.dirname(tree / name), exist_ok=True)
        (tree / name).write_text(PROGRAM.format(comment, comment), encoding="utf-8", newline="")
    os.symlink("nowhere", tree / "\n::error::link.py")
    return tree


def run(tree: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xentlint", *words],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **variables},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=120,
        check=False,
    )


def is_harmless(text: str, *, own: re.Pattern[str] | None = None) -> bool:
    lines = "\n".join(line for line in text.split("\n") if own is None or not own.match(line))
    return not _COMMAND.search(lines) and not _STEERING.search(text)


@pytest.mark.parametrize("output_format", FORMATS)
def test_no_format_lets_a_name_or_a_line_through(tree: Path, output_format: str) -> None:
    done = run(tree, "--output-format", output_format, "--verbose", ".", "missing\n::error::file.py")
    assert len(re.findall("forged", done.stdout)) >= len(NAMES) - 3
    assert is_harmless(done.stdout, own=_OWN if output_format == "github" else None)
    assert is_harmless(done.stderr)
    assert "missing" in done.stderr


def test_programs_still_read_the_names_as_they_are(tree: Path) -> None:
    found = json.loads(run(tree, "--output-format", "json", ".").stdout)
    assert {each["filename"] for each in found} == set(NAMES)
    ElementTree.fromstring(run(tree, "--output-format", "junit", ".").stdout)


@pytest.mark.parametrize(
    "words", [["--statistics"], ["--fix", "--unsafe-fixes"], ["--explain", f"{NAMES[0]}:3"]]
)
def test_nor_does_anything_else_that_is_said(tree: Path, words: list[str]) -> None:
    done = run(tree, *words, ".")
    assert is_harmless(done.stdout)
    assert is_harmless(done.stderr)


def test_a_diff_stays_one_and_github_is_told_not_to_look_into_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"""\n::error::forged\n"""\n' + PROGRAM.format("", ""))
    plain = run(tmp_path, "--diff", "--unsafe-fixes", "a.py")
    assert "\n ::error::forged\n" in plain.stdout
    quoted = run(tmp_path, "--diff", "--unsafe-fixes", "a.py", GITHUB_ACTIONS="true").stdout
    first, *between, last = quoted.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert last == f"::{token}::"
    assert "\n".join(between) + "\n" == plain.stdout
    assert len(token) == 32
    assert token not in (tmp_path / "a.py").read_text()


def test_a_diff_on_azure_holds_no_command(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"""\n##vso[task.complete]forged\n"""\n' + PROGRAM.format("", ""))
    assert "##vso[task.complete]forged" in run(tmp_path, "--diff", "--unsafe-fixes", "a.py").stdout
    broken = run(tmp_path, "--diff", "--unsafe-fixes", "a.py", TF_BUILD="True").stdout
    assert "#vso[task.complete]forged" in broken
    assert is_harmless(broken)


def test_behind_two_dashes_a_name_is_no_option(tmp_path: Path) -> None:
    (tmp_path / "--output-file=victim").mkdir()
    (tmp_path / "victim").mkdir()
    name = "--output-file=victim/a.py"
    (tmp_path / name).write_text(PROGRAM.format("", ""))
    done = run(tmp_path, "--output-format", "concise", "--", name)
    assert done.stdout.startswith(f"{name}:3:")
    assert os.listdir(tmp_path / "victim") == []


def test_an_editors_file_name_is_only_a_name(tmp_path: Path) -> None:
    source = PROGRAM.format("", "")
    target = tmp_path / "untouched.py"
    target.write_text(source)
    done = subprocess.run(
        [sys.executable, "-m", "xentlint", "--fix", "--unsafe-fixes", "--stdin-filename", str(target), "-"],
        input=source,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stdout != source
    assert target.read_text() == source
    for name in NAMES:
        done = run(tmp_path, "--stdin-filename", name, "--output-format", "concise", "missing.py")
        assert is_harmless(done.stdout + done.stderr)


def test_a_cell_that_writes_a_file_writes_none(tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": f"%%writefile {name}\n{PROGRAM}"}
        for name in (str(outside), "../outside.py", "\x1b[2J.py", "a/../../outside.py")
    ]
    (tmp_path / "project").mkdir()
    notebook = tmp_path / "project" / "a.ipynb"
    notebook.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    done = run(tmp_path / "project", "--fix", "--unsafe-fixes", "--verbose", ".")
    assert is_harmless(done.stdout + done.stderr)
    assert not outside.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project"]
    assert os.listdir(tmp_path / "project") == ["a.ipynb"]
