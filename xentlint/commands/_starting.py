"""How an old repository starts: everything that is found today gets a comment, or into a baseline."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from ..config.settings import Settings
from ..output.context import Context
from ..rules.diagnostic import Diagnostic
from ..run import baseline, noqa, repair, runner
from ..sources.atomic import write_atomically
from ..sources.document import Document
from ..sources.reading import read_document
from ..sources.visible import visible
from ..sources.writing import apply_edits
from ._settings import CannotRun, complain


def add_noqa(
    arguments: argparse.Namespace,
    documents: Mapping[str, Document],
    found: runner.Outcome,
    settings: Settings,
) -> int:
    """Write a comment for every finding; 1 when some finding is still there, 2 when a file cannot be written."""
    if "\n" in arguments.reason:
        raise CannotRun("a reason has one line")
    edits = noqa.comments(found.diagnostics, documents, arguments.reason)
    after = dict(documents)
    obstacles = repair.obstacles(edits, (settings.root or Path.cwd(), *arguments.paths))
    for path in edits:
        if path in obstacles:
            complain(f"warning: {Context().display(path)} {obstacles[path]}")
        else:
            after[path] = read_document(Path(path), apply_edits(documents[path], edits[path]))
    try:
        repair.write(documents, after)
    except OSError as error:
        raise CannotRun(f"no comment was written: {error}") from None
    left = runner.lint(after, settings).diagnostics
    count = len(found.diagnostics) - len(left)
    files = len(repair.changed(documents, after))
    line = f"Silenced {_count(count, 'finding')} in {_count(files, 'file')}."
    print(f"{line} {_count(len(left), 'finding')} cannot be silenced by a comment." if left else line)
    return 1 if left else 0


def update_baseline(documents: Mapping[str, Document], found: runner.Outcome, settings: Settings) -> int:
    """Write what is found, known or not, to the baseline of each file."""
    by_file: defaultdict[Path, list[Diagnostic]] = defaultdict(list)
    own_documents: defaultdict[Path, dict[str, Document]] = defaultdict(dict)
    for path, document in documents.items():
        own_documents[_baseline_of(Path(path), settings)][path] = document
    for each in found.diagnostics:
        by_file[_baseline_of(Path(each.span.path), settings)].append(each)
    if not documents:
        raise CannotRun("there is nothing to check, so the baseline stays as it is")
    for file, checked in own_documents.items():
        try:
            write_atomically(file, baseline.update(file, by_file[file], checked))
        except OSError as error:
            raise CannotRun(f"{file} cannot be written: {error.strerror or error}") from None
        print(f"Wrote {_count(len(by_file[file]), 'finding')} to {visible(Context().display(str(file)))}.")
    return 0


def _baseline_of(path: Path, settings: Settings) -> Path:
    file = settings.of(path).baseline
    if file is None:
        shown = Context().display(str(path))
        raise CannotRun(
            f'{shown} has no baseline: say --baseline FILE, or baseline = "FILE" in its configuration'
        )
    return file


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
