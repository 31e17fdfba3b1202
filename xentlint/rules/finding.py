"""What a rule hands on: the finding, and the facts behind it for the fixer."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

from ..apis.runtimes import Runtime
from ..keras.facts import LabelFact, LogFact, LossFact, MetricFact, ReadFact, TwiceFact
from ..keras.program import Program
from ..python.modules import Place
from .diagnostic import Severity

Fact = LossFact | LogFact | TwiceFact | MetricFact | ReadFact | LabelFact


class Repair(enum.Enum):
    """What mends a loss that does not belong to its predictions."""

    LOGITS = "the model gives logits, and the loss takes them"
    EXCHANGE = "labels and predictions change places"
    MATCH = "the loss that the activation was meant for, on logits"
    ONCE = "the activation is applied once"


@dataclass(frozen=True, slots=True)
class Finding:
    """A report before it has spans: its code, words, place and the places on the way there."""

    code: str
    severity: Severity
    message: str
    place: Place
    related: tuple[tuple[Place, str], ...] = ()
    help: str = ""
    fact: Fact | None = field(default=None, compare=False)
    repair: Repair = Repair.LOGITS

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it is reported, and what it tells of besides."""
        return self.place, *(place for place, _ in self.related)


@dataclass(frozen=True, slots=True)
class View:
    """What a rule may look at: the program's facts, and which runtimes it is meant for."""

    program: Program
    runtimes: Callable[[Place], tuple[Runtime, ...]]
