"""What the module of a rule registers: which facts it judges, and what it finds in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..keras.facts import LabelFact, LogFact, LossFact, MetricFact, ReadFact, TwiceFact
from .finding import Finding, View
from .meeting import Meeting


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what its module calls ``RULE``. One that judges nothing is found by whoever reads the files.

    Of a loss that meets a prediction at most one rule speaks: ``holds`` says whether it is this one, and ``met``
    what is found then. The other fields find what is wrong with the facts of their kind.
    """

    holds: Callable[[Meeting], bool] | None = None
    met: Callable[[View, LossFact], Iterator[Finding]] | None = None
    twice: Callable[[View, TwiceFact], Iterator[Finding]] | None = None
    reads: Callable[[View, ReadFact], Iterator[Finding]] | None = None
    logs: Callable[[View, LogFact], Iterator[Finding]] | None = None
    metrics: Callable[[View, MetricFact], Iterator[Finding]] | None = None
    labels: Callable[[View, LabelFact], Iterator[Finding]] | None = None
    yields: bool = False
    """Whether any other output that fits the loss is taken for the one that is meant, even where
    nothing says which of them is usual."""
