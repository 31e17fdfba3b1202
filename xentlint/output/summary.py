"""The sentences around a report: what was read, what was found, what can be repaired, statistics."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .cells import visible
from .context import Context

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic
    from ..run.engine import Coverage
    from ..run.runner import Collected, Outcome


def closing(outcome: Outcome, collected: Collected, fixed: int | None, unsafe_allowed: bool) -> str:
    """The last line of a report, if any; ``fixed`` is ``None`` when nobody asked for repairs.

    A run that evaluated no file, after an error or for lack of one, is not said to have found nothing.
    """
    diagnostics = outcome.diagnostics
    lost = {path for failure in outcome.failures for path in failure.paths}
    evaluated = len(collected.documents.keys() - outcome.unreadable - lost)
    sentences = []
    if fixed is not None:
        sentences.append(f"Fixed {fixed}; {_remain(len(diagnostics))}.")
    elif diagnostics:
        files = len({each.span.path for each in diagnostics})
        sentences.append(f"Found {_count(len(diagnostics), 'problem')} in {_count(files, 'file')}.")
    elif evaluated or (collected.found and not (collected.errors or outcome.unreadable or lost)):
        sentences.append(f"Found nothing in {_count(evaluated, 'file')} with training code")
        without = len(collected.irrelevant)
        sentences[-1] += f" ({_count(without, 'other')} without)." if without else "."
        if outcome.coverage is not None and outcome.coverage.met:
            sentences.append(_silence(outcome.coverage))
    if outcome.known:
        sentences.append(f"{_count(outcome.known, 'finding')} known to the baseline.")
    sentences.extend(_hints(diagnostics, fixed is not None, unsafe_allowed))
    sentences.extend(_left_out(outcome, collected))
    return " ".join(sentences)


def _silence(coverage: Coverage) -> str:
    """What stands behind finding nothing: silence is no verdict."""
    parts = [f"{coverage.proved_right} proved right"]
    if coverage.silent:
        parts.append(f"{coverage.silent} not reported")
    parts.append(f"{coverage.unknown} unknown")
    return f"Of {_count(coverage.met, 'loss', 'losses')}: {', '.join(parts)}."


def repairs(applied: Sequence[Diagnostic], context: Context) -> Iterator[str]:
    """What ``--show-fixes`` says: for each file, which findings were repaired, and how."""
    by_path: dict[str, Counter[tuple[str, str]]] = {}
    for each in applied:
        message = each.fix.message if each.fix is not None else ""
        by_path.setdefault(each.span.path, Counter())[each.code, message] += 1
    for path, counts in by_path.items():
        yield f"{visible(context.display(path))}:"
        for (code, message), count in counts.items():
            yield f"  {count} of {code} ({visible(message)})"


def would_fix(fixed: int, outcome: Outcome, collected: Collected) -> str:
    """What ``--diff`` says after the diff."""
    sentence = f"Would fix {fixed}; {len(outcome.diagnostics)} would remain."
    return " ".join((sentence, *_left_out(outcome, collected)))


def _left_out(outcome: Outcome, collected: Collected) -> Iterator[str]:
    """What nobody may take for checked."""
    if outcome.divided:
        yield f"A program of {_count(outcome.divided, 'file')} is too large to be evaluated as a whole: it was, in parts."
    if outcome.unreadable:
        yield f"Could not read {_count(len(outcome.unreadable), 'file')}."
    if collected.skipped:
        reasons = Counter(reason for _, reason in collected.skipped).items()
        listed = (reason if count == 1 else f"{reason} ({count})" for reason, count in reasons)
        yield f"Skipped {len(collected.skipped)}: {'; '.join(listed)}."


def _hints(diagnostics: Sequence[Diagnostic], fixing: bool, unsafe_allowed: bool) -> Iterator[str]:
    repairs = Counter(each.fix.applicability.value for each in diagnostics if each.fix)
    safe, unsafe = repairs["safe"], repairs["unsafe"]
    if safe and not fixing:
        yield f"{safe} can be repaired with --fix."
    if unsafe and not (fixing and unsafe_allowed):
        more = " more" if safe and not fixing else ""
        yield f"{unsafe}{more} can be repaired with --fix --unsafe-fixes."


def _remain(count: int) -> str:
    return f"{count} remains" if count == 1 else f"{count} remain"


def _count(number: int, noun: str, several: str = "") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {several or noun + 's'}"


def reading(outcome: Outcome, collected: Collected, context: Context) -> Iterator[str]:
    """One line a file: whether it was evaluated, and if not, why."""
    fates = dict.fromkeys(collected.documents, "evaluated")
    fates |= dict.fromkeys(outcome.unreadable & fates.keys(), "not evaluated: it cannot be read")
    fates |= {str(path): "not evaluated: it holds no training code" for path in collected.irrelevant}
    fates |= {str(path): f"skipped: {reason}" for path, reason in collected.skipped}
    for path in sorted(fates):
        yield f"{context.display(path)}: {fates[path]}"


def statistics(outcome: Outcome, collected: Collected, *, as_json: bool) -> str:
    """How many files, findings and losses there were, and why some losses stayed unknown."""
    figures = _figures(outcome, collected)
    if as_json:
        return json.dumps(figures) + "\n"
    files, losses = figures["files"], figures["losses"]
    lines = [
        f"files:  {files['found']} found, {files['evaluated']} evaluated, {files['unreadable']} unreadable, "
        f"{files['skipped']} skipped, {files['irrelevant']} without training code",
        f"losses: {losses['met']} met, {losses['proved_right']} proved right, "
        f"{losses['reported']} reported, {losses['not_reported']} found but not reported, "
        f"{losses['unknown']} unknown",
        *(f"  unknown: {count}: {reason}" for reason, count in losses["reasons"].items()),
        *(f"{code}: {count}" for code, count in figures["codes"].items()),
    ]
    return "\n".join(lines) + "\n"


def _figures(outcome: Outcome, collected: Collected) -> dict[str, Any]:
    coverage = outcome.coverage
    return {
        "files": {
            "found": collected.found,
            "evaluated": len(collected.documents) - len(outcome.unreadable),
            "unreadable": len(outcome.unreadable),
            "skipped": len(collected.skipped),
            "irrelevant": len(collected.irrelevant),
        },
        "losses": {
            "met": coverage.met if coverage else 0,
            "proved_right": coverage.proved_right if coverage else 0,
            "reported": coverage.reported if coverage else 0,
            "not_reported": coverage.silent if coverage else 0,
            "unknown": coverage.unknown if coverage else 0,
            "reasons": dict(coverage.reasons) if coverage else {},
        },
        "codes": dict(sorted(Counter(each.code for each in outcome.diagnostics).items())),
    }
