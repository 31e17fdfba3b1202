"""What ended a program has a name, told from the exception and not from what it says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from xentlint.verify.child.trouble import Trouble, trouble_of

DOWNLOAD = """
import urllib.error
try:
    raise urllib.error.URLError("no route")
except urllib.error.URLError as error:
    raise Exception("URL fetch failure on https://example.org/x.npz")
"""
NO_CACHE = """
try:
    open("cache.npz")
except FileNotFoundError:
    undefined
"""


def ended_by(program: str, folder: Path) -> Trouble:
    (folder / "train.py").write_text(program, encoding="utf-8")
    with pytest.raises(BaseException) as caught:  # noqa: PT011
        runpy.run_path(str(folder / "train.py"), run_name="__main__")
    return trouble_of(caught.value, str(folder))


@pytest.mark.parametrize(
    ("program", "kind"),
    [
        ("open('nowhere.csv')", "missing data"),
        (DOWNLOAD, "missing data"),  # as Keras raises it
        (NO_CACHE, "crash"),  # the file was looked for, and is not the reason
        ("raise ValueError('FileNotFoundError: missing data')", "crash"),
        ("import a_module_that_nobody_has", "missing module"),
        ("raise KeyboardInterrupt", "interrupted"),
    ],
)
def test_the_kind(program: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ended_by(program, tmp_path).kind == kind


def test_the_line_of_the_program_is_named(tmp_path: Path) -> None:
    assert ended_by("\n\nundefined + 1", tmp_path).text == (
        "NameError: name 'undefined' is not defined (train.py, line 3)"
    )
