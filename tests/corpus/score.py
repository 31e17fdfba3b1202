"""Recall and precision on labelled real code.

    python -m tests.corpus.score --checkouts DIR [--labels FILE] [--verbose]

``labels.jsonl`` beside this file holds one (model, loss) pair a line, judged by reading the code of
public repositories: where the loss meets the predictions, where it is written, where the output's
activation is, and what is wrong with the pair, if anything. The code itself is not here: DIR holds
one work tree a repository, named ``owner__name``, at or near the labelled commit. A label whose
lines read differently there is counted as drifted and left out.

A pair is *found* when a report of its family points at one of its lines (give or take one), and an
``ok`` pair is *kept* when no report has its primary place on it.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import xentlint
from xentlint.config.settings import Settings
from xentlint.rules.diagnostic import Diagnostic
from xentlint.sources.positions import Span

FAMILIES = {
    "probs-in-tape": {"XEN101"},
    "probs-in-compile": {"XEN102", "XEN103"},
    "handwritten-log": {"XEN104"},
    "double": {"XEN201"},
    "missing": {"XEN202"},
    "wrong-pairing": {"XEN203"},
}
Label = Mapping[str, Any]


class Line(NamedTuple):
    """A line of a file, or of a notebook cell."""

    path: str
    cell: int | None
    row: int


def lines_of(label: Label) -> list[Line]:
    """The lines that a pair stands on: its sink, its loss, its activation."""

    def cell(name: str) -> int | None:
        own = label[name]
        found: int | None = own if own is not None else label["cell"]
        return found

    wanted = [
        (label["path"], label["cell"], label["loss_line"]),
        (label["path"], cell("loss_def_cell"), label["loss_def_line"]),
        (label["activation_path"] or label["path"], cell("activation_cell"), label["activation_line"]),
    ]
    return [Line(*line) for line in wanted if line[2] is not None]


def text_of(root: Path, line: Line) -> str | None:
    """What stands on ``line`` in a work tree."""
    try:
        text = (root / line.path).read_text(encoding="utf-8", errors="replace")
        if line.path.endswith(".ipynb"):
            source = json.loads(text)["cells"][line.cell]["source"]
            text = source if isinstance(source, str) else "".join(source)
        return text.splitlines()[line.row - 1]
    except (OSError, ValueError, LookupError, TypeError):
        return None


def drifted(root: Path, label: Label) -> bool:
    """Whether the labelled lines read differently in this work tree."""
    places = lines_of(label)
    for digest, line in ((label.get("loss_sha1"), places[0]), (label.get("activation_sha1"), places[-1])):
        if digest:
            text = text_of(root, line)
            if text is None or hashlib.sha1(text.strip().encode()).hexdigest()[:12] != digest:
                return True
    return False


def on(span: Span, root: Path, lines: Iterable[Line], slack: int) -> bool:
    """Whether ``span`` touches one of ``lines``."""
    path = str(Path(span.path).relative_to(root)) if Path(span.path).is_relative_to(root) else span.path
    return any(
        path == line.path
        and span.cell == line.cell
        and span.start.row - slack <= line.row <= span.end.row + slack
        for line in lines
    )


def spans(diagnostic: Diagnostic) -> Iterator[Span]:
    """The primary place and the related ones."""
    yield diagnostic.span
    yield from (related.span for related in diagnostic.related)


def outcome(label: Label, root: Path, diagnostics: Iterable[Diagnostic]) -> tuple[str, set[str]]:
    """What became of one label, and the codes that touch it."""
    if drifted(root, label):
        return "drifted", set()
    lines = lines_of(label)
    touching = [d for d in diagnostics if any(on(span, root, lines, 1) for span in spans(d))]
    codes = {d.code for d in touching}
    if label["family"] == "ok":
        primary = {d.code for d in touching if on(d.span, root, lines, 0)}
        return ("flagged" if primary else "kept"), primary
    if codes & FAMILIES[label["family"]]:
        return "found", codes
    return ("other" if codes else "missed"), codes


def main() -> int:
    """Score every label whose repository is checked out and print a row a family."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--checkouts", required=True, type=Path)
    parser.add_argument("--labels", type=Path, default=Path(__file__).with_name("labels.jsonl"))
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    by_repository: dict[str, list[Label]] = collections.defaultdict(list)
    for line in options.labels.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        by_repository[label["repo"]].append(label)
    tally: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for repository, labels in sorted(by_repository.items()):
        root = (options.checkouts / repository.replace("/", "__")).resolve()
        if not root.is_dir():
            tally["(not checked out)"]["labels"] += len(labels)
            continue
        diagnostics = xentlint.check([root], settings=Settings(select=("ALL",), cache=False))
        for label in labels:
            what, codes = outcome(label, root, diagnostics)
            tally[label["family"]][what] += 1
            if options.verbose and what not in ("found", "kept"):
                print(f"{what:8} {repository} {label['path']}:{label['cell']}:{label['loss_line']} "
                      f"{label['family']} {sorted(codes)}")  # fmt: skip
    for family, row in sorted(tally.items()):
        print(f"{family:18} {dict(row)}")
    positive = [tally[family] for family in FAMILIES]
    found = sum(row["found"] for row in positive)
    total = found + sum(row["missed"] + row["other"] for row in positive)
    print(
        f"recall {found}/{total} = {found / total if total else 0:.3f}, hard negatives flagged {tally['ok']['flagged']}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
