"""What each rule reports and leaves alone: the programs in ``cases``."""

from __future__ import annotations

from pathlib import Path

import pytest

from .programs import SPELLINGS, Case, cases, marked, report

CASES = tuple(cases(Path(__file__).parent / "cases"))


@pytest.mark.parametrize("case", marked(CASES))
def test_the_marked_lines_are_reported_and_no_others(case: Case) -> None:
    assert report(case.source, **dict(case.settings)) == case.expected


@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if name != "tf.keras"])
@pytest.mark.parametrize("case", [case for case in CASES if not (case.as_written or case.xfail)], ids=str)
def test_the_spelling_of_imports_changes_nothing(case: Case, spelling: str) -> None:
    assert report(SPELLINGS[spelling](case.source), **dict(case.settings)) == case.expected
