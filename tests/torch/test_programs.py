"""What is reported of programs of PyTorch, and what PyTorch says of them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from ..rules.programs import Case, cases, check_noop, marked, report
from .judging import Given, observe

CASES = tuple(cases(Path(__file__).parent / "cases"))
FRAMEWORKS = ("keras", "torch")
TAKEN = {
    "cross_entropy": {"scores", "logarithms"},
    "nll_loss": {"logarithms"},
    "binary_cross_entropy": {"probabilities"},
    "binary_cross_entropy_with_logits": {"scores"},
}


@pytest.mark.parametrize("case", marked(CASES))
def test_the_marked_lines_are_reported_and_no_others(case: Case) -> None:
    assert report(case.source, frameworks=FRAMEWORKS) == case.expected


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_is_said_of_pytorch_unless_it_is_asked_for(case: Case) -> None:
    check_noop(case.source)


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_pytorch_judges_the_programs(case: Case) -> None:
    met = {row: given for row, given in observe(case.source).items() if not _is_open(case, row, given)}
    wrong = {row for row, given in met.items() if any(kind not in TAKEN[name] for name, kind in given)}
    assert wrong == {row for row, code in case.expected if code != "XEN104" and row in met}


def _is_open(case: Case, row: int, given: set[tuple[str, Given]]) -> bool:
    """Whether what a loss was given does not tell: numbers between 0 and 1, or a softmax of a softmax."""
    return (
        any(kind == "bounded" for _, kind in given)
        or "log_softmax(model" in case.source.splitlines()[row - 1]
    )
