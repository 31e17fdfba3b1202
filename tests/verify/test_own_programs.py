"""Twelve programs as people have them end with the verdict that a person would give."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from .own_programs import FOLDER, PROGRAMS, OwnProgram, as_expected, run


def test_every_program_is_in_the_list() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == {program.name for program in PROGRAMS}


@pytest.mark.tensorflow
@pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs the verify extra")
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_the_verdict_is_a_persons(program: OwnProgram, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run(program, tmp_path / program.name, "--seeds", "2", "--report", str(page))
    assert as_expected(program, result), result.output
    assert program.says in page.read_text(encoding="utf-8")
