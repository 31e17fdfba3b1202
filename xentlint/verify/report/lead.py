"""What a run says first: what a person would not have believed."""

from __future__ import annotations

from ..experiment import Result
from ..suite import Report
from . import figures

SHOCKING = 0.5
"""A gain of accuracy by the repair from which on a program is worth the first lines."""
MOST_LINES = 4


def lines(report: Report) -> list[str]:
    """Return a few sentences: other backends first, then the largest gains, one of each rule."""
    gains = [(gain, result) for result in report.results if (gain := _gain(result)) is not None]
    gains.sort(key=lambda pair: (pair[1].fixture.backend == "tensorflow", -pair[0]))
    told: list[str] = []
    seen: set[tuple[str, str]] = set()
    for gain, result in gains:
        kind = (result.fixture.code, result.fixture.backend)
        if gain > SHOCKING and kind not in seen and len(told) < MOST_LINES:
            seen.add(kind)
            told.append(_sentence(result))
    rescued = sum(result.rescued for result in report.results)
    if rescued:
        programs = "1 program is" if rescued == 1 else f"{rescued} programs are"
        told.append(
            f"{programs} rescued: this Keras recovers the logits by itself, the repair changes nothing today"
        )
    skipped = [f"{r.fixture.title} ({r.reason})" for r in report.results if r.status == "skipped"]
    if skipped:
        told.append(f"Not measured here: {'; '.join(skipped)}")
    return told


def _gain(result: Result) -> float | None:
    old = figures.mean(figures.accuracies(result.before))
    new = figures.mean(figures.accuracies(result.after))
    return None if old is None or new is None or result.status != "proved" else new - old


def _sentence(result: Result) -> str:
    old = figures.mean(figures.accuracies(result.before))
    new = figures.mean(figures.accuracies(result.after))
    fixture = result.fixture
    return f"{fixture.title}: accuracy {old:.2f} as written, {new:.2f} repaired ({fixture.code})"
