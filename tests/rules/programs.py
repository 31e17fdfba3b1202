"""Programs to check, and how the files in ``cases`` are read.

A file of cases is ordinary Python in the percent format: what stands before the first ``# %%``
is the head of every program in the file, and each ``# %% title`` starts a program of its own. A
line that must be reported ends in ``# error: XEN101`` (or several codes); every other line must be
silent, the codes that are off by default included. The lines after a title can say more:

- ``# as written``: only this spelling of the imports has this meaning (it depends on the Keras that
  is imported, or the program is about imports);
- ``# target_keras = 3``: a setting;
- ``# xfail: reason``: what is expected is right and not yet found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from xentlint.config.settings import Settings
from xentlint.rules.diagnostic import Diagnostic
from xentlint.run import engine
from xentlint.sources.document import Document
from xentlint.sources.reading import read_document

Reported = list[tuple[int, str]]

_TITLE = re.compile(r"# %% (?P<title>.+)")
_SETTING = re.compile(r"# (?P<name>target_\w+) = (?P<value>\S+)")
_ERROR = re.compile(r"# error: (?P<codes>XEN\d+(?:, XEN\d+)*)")
_IMPORT = "import tensorflow as tf\n"


def diagnostics(source: str, **settings: Any) -> tuple[Diagnostic, ...]:
    """Everything that a run over one file says, before selection and suppression."""
    document: Document = read_document(Path("/project/program.py"), dedent(source).encode())
    return engine.check([document], Settings(**settings)).diagnostics


def report(source: str, **settings: Any) -> Reported:
    """The row and code of everything that is reported, the codes that are off by default included."""
    return sorted((each.span.start.row, each.code) for each in diagnostics(source, **settings))


def check_noop(source: str, **settings: Any) -> None:
    """Nothing at all is to be said about ``source``."""
    assert report(source, **settings) == []


def primaries(source: str, **settings: Any) -> list[tuple[str, str]]:
    """The code and the source text of every primary location."""
    lines = dedent(source).splitlines()
    return sorted((each.code, _text(lines, each)) for each in diagnostics(source, **settings))


def _text(lines: list[str], diagnostic: Diagnostic) -> str:
    start, end = diagnostic.span.start, diagnostic.span.end
    if start.row == end.row:
        return lines[start.row - 1][start.column - 1 : end.column - 1]
    middle = lines[start.row : end.row - 1]
    return "\n".join(
        (lines[start.row - 1][start.column - 1 :], *middle, lines[end.row - 1][: end.column - 1])
    )


@dataclass(frozen=True)
class Case:
    """One program of a file of cases. Its rows are the rows of the file."""

    file: str
    title: str
    source: str
    settings: tuple[tuple[str, str], ...] = ()
    as_written: bool = False
    xfail: str | None = None

    @property
    def expected(self) -> Reported:
        """What the comments of the program ask for."""
        found: Reported = []
        for row, line in enumerate(self.source.splitlines(), 1):
            match = _ERROR.search(line)
            if match:
                found.extend((row, code) for code in match["codes"].split(", "))
        return sorted(found)

    def __str__(self) -> str:
        return f"{self.file}: {self.title}"


def cases(folder: Path) -> Iterator[Case]:
    """Every program in the files of ``folder``."""
    for path in sorted(folder.glob("*.py")):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        starts = [row for row, line in enumerate(lines) if _TITLE.match(line)]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield _case(path.stem, lines, starts[0], start, end)


def marked(programs: tuple[Case, ...]) -> list[Any]:
    """The cases as parameters of a test; those that are not yet found are expected to fail."""
    return [
        pytest.param(
            case,
            id=str(case),
            marks=[pytest.mark.xfail(reason=case.xfail, strict=True)] if case.xfail else [],
        )
        for case in programs
    ]


def _case(file: str, lines: list[str], head: int, start: int, end: int) -> Case:
    title = _TITLE.match(lines[start])
    assert title is not None
    blank = ["\n"] * (start - head)
    source = "".join((*lines[:head], *blank, *lines[start:end]))
    notes = []
    for line in lines[start + 1 : end]:
        if not line.startswith("# "):
            break
        notes.append(line.rstrip("\n"))
    settings = tuple((m["name"], m["value"]) for m in map(_SETTING.fullmatch, notes) if m)
    reasons = [note.removeprefix("# xfail: ") for note in notes if note.startswith("# xfail: ")]
    return Case(
        file,
        title["title"].strip(),
        source,
        settings,
        "# as written" in notes,
        reasons[0] if reasons else None,
    )


def _renamed(imported: str, prefix: str) -> Callable[[str], str]:
    """``tf.keras.`` under another name that one import makes."""

    def spell(source: str) -> str:
        return _with_import(source, imported, re.sub(r"\btf\.keras\.", prefix, source))

    return spell


def _with_import(source: str, imported: str, body: str) -> str:
    assert _IMPORT in source
    return body.replace(_IMPORT, f"import tensorflow as tf; {imported}\n", 1)


def _by_module(source: str) -> str:
    """``layers.Dense`` after ``from tensorflow.keras import layers``."""
    names = sorted(set(re.findall(r"\btf\.keras\.(\w+)", source)))
    body = re.sub(r"\btf\.keras\.(\w+)", r"\1", source)
    return _with_import(source, f"from tensorflow.keras import {', '.join(names)}", body) if names else source


def _by_name(source: str) -> str:
    """``layers_Dense`` after ``from tensorflow.keras.layers import Dense as layers_Dense``."""
    pairs = sorted(set(re.findall(r"\btf\.keras\.([a-z]\w*)\.(\w+)", source)))
    body = re.sub(r"\btf\.keras\.([a-z]\w*)\.(\w+)", r"\1_\2", source)
    names = sorted(set(re.findall(r"\btf\.keras\.([A-Z]\w*)", body)))
    body = re.sub(r"\btf\.keras\.([A-Z]\w*)", r"keras_\1", body)
    imports = [f"from tensorflow.keras.{home} import {name} as {home}_{name}" for home, name in pairs]
    imports += [f"from tensorflow.keras import {name} as keras_{name}" for name in names]
    return _with_import(source, "; ".join(imports), body) if imports else source


def _by_star(source: str) -> str:
    """``Dense`` after ``from tensorflow.keras.layers import *``."""
    body = re.sub(r"\btf\.keras\.layers\.", "", source)
    return _with_import(source, "from tensorflow.keras.layers import *", body)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "tf.keras": lambda source: source,
    "from tensorflow import keras": _renamed("from tensorflow import keras", "keras."),
    "import keras": _renamed("import keras", "keras."),
    "import tensorflow.keras as tk": _renamed("import tensorflow.keras as tk", "tk."),
    "import tf_keras": _renamed("import tf_keras", "tf_keras."),
    "kr = tf.keras": _renamed("kr = tf.keras", "kr."),
    "from tensorflow.keras import layers": _by_module,
    "from tensorflow.keras.layers import Dense as D": _by_name,
    "from tensorflow.keras.layers import *": _by_star,
}
"""The ways to write what the programs write as ``tf.keras.…``; rows stay what they are."""
