"""Apply the repairs of a run: whole plans, round after round, until nothing more can be done.

Everything happens on documents in memory; ``write`` puts the result in place at the very end.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..rules.codes import is_wrong
from ..rules.diagnostic import Applicability, Diagnostic, Fix
from ..sources import transaction
from ..sources.document import Document, Unit
from ..sources.folders import state_folder
from ..sources.reading import read_document
from ..sources.syntax import syntax_problem
from ..sources.units import by_cell
from ..sources.writing import apply_edits
from . import plans
from .unused import without_unused

if TYPE_CHECKING:
    from .runner import Outcome

MOST_ROUNDS = 10
MOST_SUSPECTS = 20

Documents = Mapping[str, Document]


@dataclass(frozen=True)
class Repaired:
    """What the repairs made of a run.

    ``left`` says, for each plan that was not applied though it was allowed, which file is in its
    way and why. ``applied`` are the findings that were repaired, as they were found.
    """

    documents: Documents
    outcome: Outcome
    fixed: int = 0
    left: tuple[tuple[str, str], ...] = ()
    applied: tuple[Diagnostic, ...] = ()


def repair(
    documents: Documents,
    lint: Callable[[Documents], Outcome],
    *,
    unsafe: bool = False,
    locked: Mapping[str, str] | None = None,
    first: Outcome | None = None,
) -> Repaired:
    """Apply what may be applied and evaluate again, at most ``MOST_ROUNDS`` times.

    A plan that edits a file outside ``documents`` or in ``locked`` (see `obstacles`) is left out whole,
    and so is one after which an output contradicts its loss that did not before. ``first`` is the outcome of
    ``documents`` as they are, when it is already known.
    """
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    locked = locked or {}
    outcome = lint(documents) if first is None else first
    repaired: list[Diagnostic] = []
    for _ in range(MOST_ROUNDS):
        wanted = [each for each in outcome.diagnostics if _applicable(each, allowed)]
        chosen = plans.choose(
            each.fix for each in wanted if each.fix and not _obstacle(each.fix, documents, locked)
        )
        after, applied = _apply(documents, chosen)
        if not applied:
            break
        result = lint(after)
        if spoiled := _spoiled(outcome, result, applied):
            after, applied, result = _without(spoiled, documents, applied, outcome, lint)
            if not applied:
                break
        edits = {frozenset(fix.edits) for fix in applied}
        repaired += [each for each in wanted if each.fix and frozenset(each.fix.edits) in edits]
        documents, outcome = after, result
    left = tuple(
        _why_left(each, documents, locked) for each in outcome.diagnostics if _applicable(each, allowed)
    )
    return Repaired(documents, outcome, len(repaired), left, tuple(repaired))


def _spoiled(before: Outcome, after: Outcome, applied: Collection[Fix]) -> set[str]:
    """The files in which ``applied`` left more contradictions than it repaired."""
    edits = {frozenset(fix.edits) for fix in applied}
    expected = Counter(before.mismatches)
    for each in before.diagnostics:
        if each.fix is not None and is_wrong(each.code) and frozenset(each.fix.edits) in edits:
            expected[each.span.path] -= 1
    spoiled = {path for path, count in after.mismatches.items() if count > expected[path]}
    # A text that cannot be evaluated any longer is not known to be right.
    return spoiled | _failed(after) - _failed(before)


def _failed(outcome: Outcome) -> set[str]:
    return {path for each in outcome.failures for path in each.paths}


def _without(
    spoiled: Collection[str],
    documents: Documents,
    applied: Sequence[Fix],
    before: Outcome,
    lint: Callable[[Documents], Outcome],
) -> tuple[Documents, list[Fix], Outcome]:
    """Leave out the plans that spoil something: those that change ``spoiled`` files are tried in turn."""
    suspects = [fix for fix in applied if any(edit.span.path in spoiled for edit in fix.edits)]
    kept: list[Fix] = []
    good, outcome = documents, before
    for more in (
        [fix for fix in applied if fix not in suspects],
        *([fix] for fix in suspects[:MOST_SUSPECTS]),
    ):
        tried = _applied(documents, [*kept, *more]) if more else None
        if tried is None:
            continue
        result = lint(tried)
        if not _spoiled(before, result, [*kept, *more]):
            kept, good, outcome = [*kept, *more], tried, result
    return good, kept, outcome


def _applicable(diagnostic: Diagnostic, allowed: Collection[Applicability]) -> bool:
    fix = diagnostic.fix
    return fix is not None and bool(fix.edits) and fix.applicability in allowed


def _why_left(diagnostic: Diagnostic, documents: Documents, locked: Mapping[str, str]) -> tuple[str, str]:
    assert diagnostic.fix is not None
    obstacle = _obstacle(diagnostic.fix, documents, locked)
    return obstacle or (
        diagnostic.span.path,
        "would not parse, not come to rest, or be wrong in another way after it",
    )


def _obstacle(fix: Fix, documents: Documents, locked: Mapping[str, str]) -> tuple[str, str] | None:
    for path in dict.fromkeys(edit.span.path for edit in fix.edits):
        if path in locked:
            return path, locked[path]
        if path not in documents:
            return path, "would have to change too, and is not among the checked files"
    return None


def _apply(documents: Documents, chosen: Sequence[Fix]) -> tuple[Documents, list[Fix]]:
    """Apply all plans at once; if anything does not parse then, those that can be applied."""
    after = _applied(documents, chosen)
    if after is not None:
        return after, list(chosen)
    # Those that spoil the text by themselves go first; what is left nearly always fits together.
    sound = [fix for fix in chosen if _applied(documents, [fix]) is not None]
    after = _applied(documents, sound)
    if after is not None:
        return after, sound
    kept: list[Fix] = []
    good = documents
    for fix in sound:
        tried = _applied(documents, [*kept, fix])
        if tried is not None:
            kept.append(fix)
            good = tried
    return good, kept


def _applied(documents: Documents, chosen: Sequence[Fix]) -> Documents | None:
    after = dict(documents)
    for path, edits in plans.by_path(chosen).items():
        before = documents[path]
        try:
            changed = read_document(before.path, apply_edits(before, edits))
        except ValueError:  # overlapping or misplaced edits, or text the file's encoding lacks
            return None
        if not _still_parses(before, changed):
            return None
        after[path] = changed
    without_unused(documents, after, plans.by_path(chosen))
    return after


def _still_parses(before: Document, after: Document) -> bool:
    """Tell whether every unit of ``after`` that is not in ``before`` parses, and none is lost."""
    old, new = by_cell(before), by_cell(after)
    if old.keys() != new.keys() or after.problems != before.problems:
        return False
    return all(unit == old[cell] or _parses(unit) for cell, unit in new.items())


def _parses(unit: Unit) -> bool:
    import libcst

    try:
        libcst.parse_module(unit.code)
    except Exception:
        # Whatever a parser does with a text that it does not like: it is not one to write.
        return False
    return syntax_problem(unit) is None


def obstacles(documents: Iterable[str], roots: Iterable[Path | str]) -> dict[str, str]:
    """Why some of the files may not be replaced, by path.

    Permissions count for the superuser too, who could write all the same. A link is followed only
    to files below ``roots`` (or the folder of one that is a file): what lies elsewhere is not what
    somebody asked to have repaired.
    """
    real = [Path(os.path.realpath(root if os.path.isdir(root) else os.path.dirname(root))) for root in roots]
    found = {}
    for path in documents:
        target = Path(os.path.realpath(path))
        if os.path.islink(path) and not any(target.is_relative_to(root) for root in real):
            found[path] = f"is a link to {target}, outside of what is checked"
        elif _is_locked(target):
            found[path] = "is read-only"
    return found


def _is_locked(target: Path) -> bool:
    try:
        writable = target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    except OSError:
        return True
    return not (writable and os.access(target, os.W_OK) and os.access(target.parent, os.W_OK))


def changed(before: Documents, after: Documents) -> list[str]:
    """The paths whose bytes differ, in order."""
    return sorted(path for path in after if after[path].raw != before[path].raw)


def write(before: Documents, after: Documents) -> list[tuple[str, str]]:
    """Put every changed file in place, or none.

    Returns what a person should know, by file. Raises OSError when no file was changed because one
    could not be written or is newer than what was read, and `transaction.HalfDone` when files
    could neither be written nor put back.
    """
    paths = changed(before, after)
    if not paths:
        return []
    notes = [
        (path, "had other names (hard links), which keep the old text") for path in paths if _linked(path)
    ]
    safe = transaction.replace_all(
        [transaction.Replacement(Path(path), before[path].raw, after[path].raw) for path in paths],
        state_folder(),
    )
    if not safe and len(paths) > 1:
        notes.append((str(state_folder()), "cannot be written: a kill could have left repairs half applied"))
    return notes


def take_back() -> list[transaction.TakenBack]:
    """Take back what earlier runs left half applied because they were killed while they wrote."""
    return transaction.take_back(state_folder())


def _linked(path: str) -> bool:
    try:
        return os.stat(path).st_nlink > 1
    except OSError:
        return False
