"""The values that Keras has: tensors, models, losses, metrics, and what is known of labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from ..apis.spaces import Maker, Space
from ..apis.steps import STEPS, StepName, StepRow
from ..python.modules import Place
from ..python.values import NONE, Arguments, Foreign, ForeignHandle, Value


@dataclass(frozen=True, slots=True)
class SequentialValue(ForeignHandle):
    """A ``keras.Sequential``. State ``layers``: :class:`Items`."""

    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class FunctionalValue(ForeignHandle):
    """A ``keras.Model(inputs, outputs)``; a model whose outputs are tensors already known.

    With ``fields``, a call of it answers with an object that has the outputs by these names.
    """

    inputs: Value
    outputs: Value
    place: Place | None = field(default=None, repr=False, compare=False)
    fields: tuple[str, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """The node that gave a tensor its space: what a fix would edit.

    ``place`` is the call that applies the activation (or the layer call that has it as an
    argument, ``argument`` being that argument's value node); ``symbol`` the canonical name of
    the layer or function.
    """

    place: Place
    maker: Maker
    function: str
    symbol: str = ""
    argument: Place | None = None
    scores: Place | None = None
    """Where the pre-activation value stands in the source, if the activation is a call on it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a tensor after its space was made."""

    kind: StepName
    place: Place | None = field(default=None, repr=False, compare=False)

    @property
    def row(self) -> StepRow:
        """What such a step leaves as it was."""
        return STEPS[self.kind]


@dataclass(frozen=True, slots=True)
class Labels(Foreign):
    """What is known of data that can be labels: the numbers of classes, or one-hot rows of them.

    ``made`` is where the array was made: what is changed in place is noted there. ``least`` and ``most`` are
    numbers that occur; ``rank`` and ``width`` (the length of the last axis) are those of the array.
    """

    form: Literal["numbers", "one-hot"]
    made: Place
    least: int | None = None
    most: int | None = None
    rank: int | None = None
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Tensor(Foreign):
    """A tensor or array, what is known of its numbers, and where that comes from."""

    space: Space
    function: str = ""
    origin: Origin | None = None
    steps: tuple[Step, ...] = ()
    units: int | None = None
    rank: int | None = None
    half: bool = False
    numpy: bool = False
    axis: int | None = -1
    """The axis over which a softmax normalises; ``None`` when it is not known."""
    of: Any = None
    """What a derived tensor was computed from: a key shared by ``p`` and ``log(p)``."""
    read: tuple[Place, bool] | None = field(default=None, compare=False, repr=False)
    """The last expression that held it unaltered, and whether that was an array: where a
    reader that needs the old numbers can be given them."""
    base: int = field(default=0, compare=False, repr=False)
    """How many of the steps were taken inside the model that it left."""
    application: Place | None = field(default=None, compare=False, repr=False)
    """The call of the model that produced it, when it left a model."""
    under: Tensor | None = field(default=None, compare=False, repr=False)
    """The tensor before the activation, when that is known."""
    model: Value | None = field(default=None, compare=False, repr=False)
    trained: bool = False
    """Computed from weights of the program: not data."""
    pending: tuple[Any, ...] = field(default=(), compare=False, repr=False)
    """Facts that wait for this scalar to be minimised (graph-mode training)."""
    labels: Labels | None = None
    """What is known of it as labels, as long as nothing has changed it in place (``labels.known``)."""

    inert: ClassVar[bool] = True

    @property
    def same(self) -> Any:
        """Two tensors that were computed from the same one by the same steps are equal."""
        return self.of

    @property
    def changed(self) -> bool:
        """Whether a step since it left its model makes it another array than the model's output."""
        return any(not step.row.value for step in self.steps[self.base :])


OPAQUE = Tensor(Space.UNKNOWN)


DATA = Tensor(Space.DATA)


@dataclass(frozen=True, slots=True)
class LossValue(Foreign):
    """A loss of the library: an object, a function, or a string that names one.

    ``row`` is the row of ``apis.losses``; ``from_logits`` the value of the flag; ``written``
    where the loss is written, ``flag`` where the flag is, if it is.
    """

    row: Any
    from_logits: Value
    written: Place
    form: str
    symbol: str
    flag: Place | None = None
    ignore_class: bool = False
    arguments: Arguments | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class MetricValue(Foreign):
    """A metric of the library: an object, a function, or a string that names one."""

    row: Any
    symbol: str
    form: str
    written: Place
    arguments: Arguments | None = field(default=None, repr=False, compare=False)
    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CompiledValue(Foreign):
    """What ``model.compile(...)`` was given."""

    loss: Value
    metrics: Value
    place: Place
    arguments: Arguments = field(repr=False, compare=False)
    run_eagerly: Value = NONE
