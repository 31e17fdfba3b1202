"""What an evaluation found out: the meetings of tensors with losses, and who reads what.

Facts are all that the rules and the fixes see of a program. They are collected once for each
place, however often the evaluation passes there.
"""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from ..apis.losses import LossRow
from ..python.context import Context as BaseContext
from ..python.modules import Place
from ..python.uses import UseKind
from ..python.values import ALWAYS, Guard, Value
from .either_way import Undecided
from .values import CompiledValue, Labels, LossValue, MetricValue, Origin, Tensor


@dataclass(frozen=True, slots=True)
class Context(BaseContext):
    """What is running while something is evaluated.

    ``tape``: inside a ``GradientTape``. ``train_step``: inside a ``train_step`` that ``fit`` calls.
    ``compiled``: a loss or model run by ``compile``/``fit``. ``framework``: by another library.
    ``graph``: inside ``tf.function``. ``eager_fit``: ``run_eagerly=True``. ``uncalled``: in a
    function that nothing in sight calls. ``evaluation``: in ``test_step``/``predict_step``.
    """

    tape: bool = False
    train_step: bool = False
    compiled: bool = False
    framework: bool = False
    graph: bool = False
    eager_fit: bool = False
    evaluation: bool = False
    compiling: Place | None = field(default=None, compare=False, repr=False)
    """The ``compile()`` whose losses and metrics are being run."""

    @property
    def training(self) -> bool:
        """Whether gradients are taken of what is computed here."""
        return (self.tape or self.train_step or self.compiled or self.framework) and not self.evaluation


@dataclass(frozen=True, slots=True)
class LossFact:
    """A loss met a tensor.

    ``sink`` is where flag and prediction meet; ``loss`` the loss with its flag; ``flag`` the
    flag's value there; ``pred``/``true`` what stood in the two arguments; ``outer`` the calls
    that led there, outermost first.
    """

    row: LossRow
    loss: LossValue
    flag: bool | None
    pred: Tensor
    true: Value
    context: Context
    sink: Place
    guard: Guard = ALWAYS
    outer: tuple[Place, ...] = ()
    pred_place: Place | None = None
    true_place: Place | None = None
    call_place: Place | None = None
    swapped: bool = False
    compiled: CompiledValue | None = None
    element: int | str | None = None
    correlated: bool = False
    """The flag is known only because it hangs on the condition that chose the activation."""


@dataclass(frozen=True, slots=True)
class LogFact:
    """A hand-written crossentropy: labels weigh or select the log of probabilities."""

    log: Place
    pred: Tensor
    context: Context
    guard: Guard = ALWAYS
    outer: tuple[Place, ...] = ()
    operand: Place | None = None


@dataclass(frozen=True, slots=True)
class TwiceFact:
    """A softmax (sigmoid) was applied to the output of a softmax (sigmoid)."""

    outer: Origin
    inner: Tensor
    context: Context
    guard: Guard = ALWAYS


@dataclass(frozen=True, slots=True)
class ReadFact:
    """An output met a function that takes logits, or probabilities, and is no loss.

    ``does`` says what the function makes of it; a comparison with ``cut`` takes probabilities.
    """

    place: Place
    pred: Tensor
    name: str
    takes: Literal["logits", "probabilities"]
    does: str
    context: Context
    guard: Guard = ALWAYS
    cut: bool = False


@dataclass(frozen=True, slots=True)
class LabelFact:
    """Labels of a known form met a loss and the output that it is computed from.

    ``place`` is where the labels are given: in the call of the loss (``called``), or where a model is fitted.
    """

    labels: Labels
    place: Place
    loss: LossValue
    pred: Tensor
    sink: Place
    called: bool
    guard: Guard = ALWAYS


@dataclass(frozen=True, slots=True)
class MetricFact:
    """A metric met a tensor, in ``compile(metrics=...)`` or called by hand."""

    metric: MetricValue
    pred: Tensor
    place: Place
    loss: LossValue | None
    context: Context
    compiled: CompiledValue | None = None
    pred_place: Place | None = None
    guard: Guard = ALWAYS


@dataclass(frozen=True, slots=True)
class Use:
    """A reader of a tensor: what it needs of the numbers, and the expression that it reads."""

    origin: Origin
    kind: UseKind
    place: Place
    numpy: bool
    function: str
    why: str = ""
    moved: bool = False
    """The model reshapes or indexes its probabilities: their last axis may not be the classes."""
    computed: bool = False
    """The model weighs, sums or picks from its probabilities: that is read already, as such."""
    mixed: bool = False
    """The expression that is read can also hold something else than this output."""
    made: Place | None = None
    """The call that the array came from, when it left a model."""
    at: Place | None = None
    """The operand of the reader itself, which may be computed from ``place``."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a call of a model gave: whose output it is, as what, and whether the model altered it."""

    origin: Origin
    numpy: bool
    altered: bool


@dataclass(frozen=True, slots=True)
class Escape:
    """A model, or an output, that reaches code outside the run's sight."""

    value: Value
    place: Place
    why: str
    origins: frozenset[Origin] | None = frozenset()
    """What makes the outputs of the model, when it left and in the end; ``None`` when that took too long to
    find out."""
    layers: bool = False
    """What is learnt there is which layers there are, and not what they compute."""
    asked: bool = False
    """It is asked for something, and stays where it is."""


class Unmet(enum.Enum):
    """Why it is not known what a loss meets; the value is how it is told."""

    NOTHING_GIVEN = "no predictions given"
    PREDICTIONS = "predictions are not known"
    UNDECIDED = "a condition that is not followed decides whether they meet"
    APART = "activation and flag depend on different conditions"
    FLAG = "from_logits is not known"
    LOSS = "the loss is not known"


@dataclass
class Facts:
    """Everything that one evaluation collected, each kind once a place and content."""

    losses: dict[Hashable, LossFact] = field(default_factory=dict)
    logs: dict[Hashable, LogFact] = field(default_factory=dict)
    twice: dict[Hashable, TwiceFact] = field(default_factory=dict)
    metrics: dict[Hashable, MetricFact] = field(default_factory=dict)
    reads: dict[Hashable, ReadFact] = field(default_factory=dict)
    labels: dict[Hashable, LabelFact] = field(default_factory=dict)
    uses: dict[Hashable, Use] = field(default_factory=dict)
    escapes: dict[Hashable, Escape] = field(default_factory=dict)
    superseded: set[Place] = field(default_factory=set)
    """``compile()`` calls that another one replaced before any training."""
    outdated: set[Hashable] = field(default_factory=set)
    """Keys of meetings at a ``compile()`` that are others by the time the model is fitted."""
    confirmed: set[Hashable] = field(default_factory=set)
    """Keys of meetings at a ``compile()`` that are the same when the model is fitted, on some path."""
    touched: set[Hashable] = field(default_factory=set)
    """Keys of the meetings that were seen since the last ``compile()`` began."""
    compiled: dict[Place, Value] = field(default_factory=dict)
    """The models that a script compiles itself, outside of any function."""
    run_by: dict[Place, set[Place | None]] = field(default_factory=dict)
    """For each place that something is noted of: the ``compile()`` calls whose losses and metrics lead there,
    ``None`` for anything else that does."""
    used: set[Hashable] = field(default_factory=set)
    unused: set[Hashable] = field(default_factory=set)
    """Keys of meetings that the value of a loss of the program is, and is not, made of."""
    towards: dict[Hashable, set[bool]] = field(default_factory=dict)
    """For keys of meetings: whether gradients are taken with respect to an input, and to nothing else."""
    broadcast: set[Place] = field(default_factory=set)
    """Losses, by where they meet the outputs, of which one was given for several outputs."""
    fitted: set[Place] = field(default_factory=set)
    evaluated: set[Place] = field(default_factory=set)
    """``compile()`` calls whose model is fitted, is evaluated."""
    doubtful: dict[Place, set[tuple[Origin | None, bool | None]]] = field(default_factory=dict)
    """Meetings that are not reported, because it is not known whether they happen: which output met the
    loss with which flag, ``None`` for what is not known."""
    unmet: dict[Place, set[Unmet]] = field(default_factory=dict)
    """Places where a loss met something of which nothing is known, and why."""
    backends: dict[Any, set[str]] = field(default_factory=dict)
    """Backends that each file sets for Keras 3."""
    roots: dict[Any, set[str]] = field(default_factory=dict)
    """Import roots of Keras used by each module."""
    logged: dict[Place, set[Origin | None]] = field(default_factory=dict)
    """For each logarithm: the outputs whose probabilities it was taken of, ``None`` for anything else."""
    layer_uses: dict[Place, set[Any]] = field(default_factory=dict)
    """For each place that makes a layer: the activations it was seen to be given."""

    outputs: dict[Place, set[Output]] = field(default_factory=dict)
    """For each call whose value is, in some run of it, exactly the output of a model."""
    others: set[Any] = field(default_factory=set)
    """The nodes of calls whose value is, in some run, anything else."""
    several: dict[Place, set[Origin | None]] = field(default_factory=dict)
    """For each call of a model that gives several outputs at once: what made them."""
    unrelated: set[Any] = field(default_factory=set)
    """The nodes of calls of models whose layers were run through, and that end in no activation."""
    nested: set[Place] = field(default_factory=set)
    """Calls of models whose output is part of another model."""
    fed: set[Place] = field(default_factory=set)
    """Calls of models whose output meets a loss, or a logarithm that is one."""
    undecided: dict[Place, dict[Hashable, Undecided]] = field(default_factory=dict)
    """For each place of a loss: what meets there on paths of which it is not known which is taken."""
    written: set[Place] = field(default_factory=set)
    """Where the losses are written that met something, known or not."""
    handed: dict[Place, Place] = field(default_factory=dict)
    """Losses, by where they are written, that code out of sight may use, and where it was given them."""
    asked: dict[Hashable, Place] = field(default_factory=dict)
    """Where a loss, by the place that writes it, is asked for what a repair would change."""

    def connected(self, places: Iterable[Place]) -> set[Place]:
        """``places``, and those of all that meets there, or hangs together with that by a loss or an output."""
        meetings = [
            {fact.sink, fact.loss.written, *([fact.pred.origin.place] if fact.pred.origin else [])}
            for fact in self.losses.values()
        ]
        meetings += [
            {fact.log, fact.pred.origin.place} for fact in self.logs.values() if fact.pred.origin is not None
        ]
        found = set(places)
        while more := [each for each in meetings if each & found and not each <= found]:
            found.update(*more)
        return found

    def note_run(self, place: Place, compiled: Place | None) -> None:
        """Note what leads to ``place``."""
        self.run_by.setdefault(place, set()).add(compiled)

    def miss(self, place: Place, why: Unmet) -> None:
        """Note that a loss met something of which nothing is known."""
        self.unmet.setdefault(place, set()).add(why)
