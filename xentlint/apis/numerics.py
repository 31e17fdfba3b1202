"""What a runtime really computes when the output of a model meets a crossentropy.

The same source line is harmless in one place and clipped in another: on TensorFlow, Keras caches
the logits on the tensor that its own activations return, and inside a graph it looks back through
the op that made the prediction; elsewhere, or once anything stands in between, neither happens.
This module states those two ways back to the logits (``_cached`` and ``_through_graph``), what
blocks them, and what is computed with and without them. Every statement was measured; the tests
replay the measurements of eleven TensorFlow releases and of Keras 3 on JAX and Torch.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .runtimes import Era, Runtime
from .spaces import LossKind, Maker

Function = Literal["softmax", "sigmoid"]


class After(enum.Enum):
    """What stands between the activation and the loss; of several, the most harmful counts."""

    DIRECT = "nothing"
    IDENTITY = "a no-op"
    """The same tensor comes out: ``Activation("linear")``, an identity Lambda, a cast to the same dtype."""
    IDLE_DROPOUT = "dropout outside of training"
    """A Dropout layer called with ``training=False``: a no-op in Keras 3, an identity *op* before."""
    SHORT_LABELS = "labels without the last axis"
    """Labels ``(batch,)`` against predictions ``(batch, 1)``: a loss object squeezes the predictions."""
    ALTERED = "another operation"
    """Reshape, squeeze, a real cast, indexing, concatenation, ``* 1.0``, averaging, clipping,
    ``tf.identity``, dropout in training, ``numpy()``, ``predict()``."""
    BOUNDARY = "a tf.function boundary"
    """The forward pass is a ``tf.function`` of its own, such as a decorated ``call``."""
    TIME_DISTRIBUTED = "TimeDistributed"
    """``TimeDistributed`` around the layer, which reshapes what comes out of it."""


class LossApi(enum.Enum):
    """The family of the loss; members of one family treat the logits alike."""

    KERAS_LOSS = "keras loss"
    """A loss object, or a string given to ``compile``."""
    KERAS_FUNCTION = "keras loss function"
    """``keras.losses.categorical_crossentropy(...)``, ``keras.ops.categorical_crossentropy(...)``."""
    KERAS_LOSS_IGNORE_CLASS = "keras loss with ignore_class"
    BACKEND_FUNCTION = "keras backend function"
    """``K.categorical_crossentropy`` & co."""
    WITH_LOGITS_OP = "with_logits op"
    """``tf.nn.*_cross_entropy_with_logits*``, ``tf.compat.v1.losses.softmax_cross_entropy`` and
    ``sigmoid_cross_entropy``, and a crossentropy written with ``log_softmax`` or ``log_sigmoid``."""
    HANDWRITTEN_LOG = "hand-written log"
    """``-sum(y * log(p))`` as it stands."""
    HANDWRITTEN_GUARDED_LOG = "hand-written log with clip or epsilon"
    """``log(p + eps)``, ``log(clip(p))``, ``tf.compat.v1.losses.log_loss``."""


class Mode(enum.Enum):
    """How the training step runs.

    A custom ``train_step`` that calls a loss itself is ``TF_FUNCTION``, or ``TAPE`` when compiled with
    ``run_eagerly=True``; one that asks the compiled loss is ``FIT`` or ``FIT_EAGER``.
    """

    TAPE = "eager tape"
    TF_FUNCTION = "tape inside tf.function"
    FIT = "compile and fit"
    FIT_EAGER = "compile and fit, run eagerly"


class NumericPath(enum.Enum):
    """What is computed."""

    LOGITS = "logits"
    """A log-softmax or log-sigmoid of the logits: right, and stable."""
    PROBS = "probabilities"
    """Clip to ``[1e-7, 1 - 1e-7]`` and take the log: a saturated example has no gradient."""
    DOUBLE = "activated twice"
    """The activation is applied a second time: another function is trained."""
    LOGITS_AS_PROBS = "logits as probabilities"
    """Logits are clipped to probabilities: most gradients are zero."""
    NAN = "nan"
    """The log of an exact zero."""
    SIGMOID_OF_LOGITS = "sigmoid of the softmax's logits"
    """Binary crossentropy takes the logits of a softmax through sigmoids."""
    SOFTMAX_OF_LOGITS = "softmax of the sigmoid's logits"
    """Categorical crossentropy takes the logits of sigmoids through a softmax."""
    BCE_ON_PROBS = "binary crossentropy on softmax probabilities"
    CCE_ON_SIGPROBS = "categorical crossentropy on sigmoid probabilities"
    DOUBLE_CCE = "softmax of sigmoid probabilities"

    @property
    def harm(self) -> int:
        """Rank of harm: 0 for ``LOGITS``, greater is worse.

        A missing activation does far more harm than one applied twice, and that more than clipped
        probabilities; a log that turns to NaN ends the training and is the worst.
        """
        return _BY_HARM.index(self)


_BY_HARM = (
    NumericPath.LOGITS,
    NumericPath.SOFTMAX_OF_LOGITS,
    NumericPath.SIGMOID_OF_LOGITS,
    NumericPath.PROBS,
    NumericPath.BCE_ON_PROBS,
    NumericPath.CCE_ON_SIGPROBS,
    NumericPath.DOUBLE,
    NumericPath.DOUBLE_CCE,
    NumericPath.LOGITS_AS_PROBS,
    NumericPath.NAN,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The output of a model as the loss sees it.

    ``function`` is ``None`` for logits (also for a log-softmax, which is a fine set of logits).
    ``stacked`` says that the activation was applied to an output that was activated already.
    ``half`` says that the output has 16 bits; ``rank`` counts the batch axis, ``None`` stands for
    unknown and is taken as 2.
    """

    function: Function | None
    maker: Maker = Maker.KERAS_ACTIVATION
    after: After = After.DIRECT
    half: bool = False
    rank: int | None = None
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """A crossentropy: its family, what it is taken over, and whether it is a focal one."""

    api: LossApi
    kind: LossKind
    focal: bool = False


_CACHED_SINCE: Mapping[Maker, Era] = {
    Maker.KERAS_ACTIVATION: Era.TF24,
    Maker.SOFTMAX_LAYER: Era.TF214_215,
    Maker.BACKEND: Era.TF214_215,
    Maker.SYMBOLIC_ACTIVATION: Era.KERAS3,
    Maker.KERAS_OPS: Era.KERAS3,
}
"""From when on each maker hangs the logits on the tensor it returns; the others never do."""

_GRAPH_MODES = frozenset({Mode.TF_FUNCTION, Mode.FIT})
_FIT_MODES = frozenset({Mode.FIT, Mode.FIT_EAGER})


def numeric_path(head: Head, loss: Loss, from_logits: bool, mode: Mode, runtime: Runtime) -> NumericPath:
    """What ``runtime`` computes when ``head`` meets ``loss``.

    ``from_logits`` is the flag in force, written or default; families without such a flag ignore it.
    """
    if loss.api is LossApi.WITH_LOGITS_OP:
        from_logits = True
    elif loss.api in (LossApi.HANDWRITTEN_LOG, LossApi.HANDWRITTEN_GUARDED_LOG):
        from_logits = False
    if head.function is None:
        return _of_logits(loss, from_logits, runtime)
    if head.stacked:
        return NumericPath.DOUBLE
    if loss.api is LossApi.HANDWRITTEN_LOG:
        return NumericPath.NAN
    if _cached(head, loss, from_logits, mode, runtime):
        return _RECOVERED[_crossing(head, loss)]
    if _through_graph(head, loss, from_logits, mode, runtime):
        return NumericPath.LOGITS
    if from_logits:
        return _TWICE[_crossing(head, loss)]
    if _half_overflows(head, loss, mode, runtime):
        return NumericPath.NAN
    return _CLIPPED[_crossing(head, loss)]


def worst(head: Head, loss: Loss, from_logits: bool, mode: Mode, runtimes: Iterable[Runtime]) -> NumericPath:
    """The most harmful path among ``runtimes``.

    Raises:
        ValueError: there are no runtimes.
    """
    return max(
        (numeric_path(head, loss, from_logits, mode, runtime) for runtime in runtimes),
        key=lambda path: path.harm,
    )


def culprits(
    head: Head, loss: Loss, from_logits: bool, mode: Mode, runtimes: Iterable[Runtime]
) -> tuple[Runtime, ...]:
    """Those of ``runtimes`` that do not compute from the logits, in their order."""
    return tuple(
        runtime
        for runtime in runtimes
        if numeric_path(head, loss, from_logits, mode, runtime) is not NumericPath.LOGITS
    )


def recovered(
    head: Head, loss: Loss, mode: Mode, runtimes: Iterable[Runtime], from_logits: bool = False
) -> bool:
    """Whether every one of ``runtimes`` computes from the logits, whatever the source says."""
    return not culprits(head, loss, from_logits, mode, runtimes)


class _Crossing(enum.Enum):
    MATCHED = enum.auto()
    SOFTMAX_IN_BINARY = enum.auto()
    SIGMOID_IN_CATEGORICAL = enum.auto()


_RECOVERED = {
    _Crossing.MATCHED: NumericPath.LOGITS,
    _Crossing.SOFTMAX_IN_BINARY: NumericPath.SIGMOID_OF_LOGITS,
    _Crossing.SIGMOID_IN_CATEGORICAL: NumericPath.SOFTMAX_OF_LOGITS,
}
_CLIPPED = {
    _Crossing.MATCHED: NumericPath.PROBS,
    _Crossing.SOFTMAX_IN_BINARY: NumericPath.BCE_ON_PROBS,
    _Crossing.SIGMOID_IN_CATEGORICAL: NumericPath.CCE_ON_SIGPROBS,
}
_TWICE = {
    _Crossing.MATCHED: NumericPath.DOUBLE,
    _Crossing.SOFTMAX_IN_BINARY: NumericPath.DOUBLE,
    _Crossing.SIGMOID_IN_CATEGORICAL: NumericPath.DOUBLE_CCE,
}


def _crossing(head: Head, loss: Loss) -> _Crossing:
    """Whether the loss is the one of the activation; recovery then trains another model than written."""
    binary = loss.kind is LossKind.BINARY
    if head.function == "softmax" and binary:
        return _Crossing.SOFTMAX_IN_BINARY
    if head.function == "sigmoid" and not binary:
        return _Crossing.SIGMOID_IN_CATEGORICAL
    return _Crossing.MATCHED


def _of_logits(loss: Loss, from_logits: bool, runtime: Runtime) -> NumericPath:
    """An output without activation: a missing activation is clipped everywhere, without a warning.

    With the flag it is right, but for focal losses: they activate the logits themselves and clip
    the result; only the binary one gets its logits back, through the cache, on TensorFlow
    (measured on Keras 3.15 with TensorFlow; read from its source for the other backends).
    """
    if not from_logits:
        return NumericPath.LOGITS_AS_PROBS
    if loss.focal and not (loss.kind is LossKind.BINARY and runtime.backend == "tensorflow"):
        return NumericPath.PROBS
    return NumericPath.LOGITS


def _cached(head: Head, loss: Loss, from_logits: bool, mode: Mode, runtime: Runtime) -> bool:
    """Whether the loss finds the logits on the tensor; it uses them whatever ``from_logits`` says.

    Since TensorFlow 2.4 for ``keras.activations``, later for the other Keras makers, never for a
    plain TensorFlow op.
    """
    since = _CACHED_SINCE.get(head.maker)
    return (
        since is not None
        and runtime.era >= since
        and _tensor_arrives(head, mode, runtime)
        and _loss_looks(head, loss, from_logits, mode, runtime)
    )


def _through_graph(head: Head, loss: Loss, from_logits: bool, mode: Mode, runtime: Runtime) -> bool:
    """Whether the loss, in a graph, takes the input of the Softmax or Sigmoid op that made the tensor.

    The op has to be the one that belongs to the loss. Before TensorFlow 2.10 ``from_logits=True`` is
    obeyed instead. In TensorFlow 2.0-2.3 ``keras.activations.softmax`` is no Softmax op above rank 2.
    """
    if mode not in _GRAPH_MODES or (from_logits and runtime.era < Era.TF210_213):
        return False
    written_out = head.maker is Maker.MANUAL or (
        runtime.era is Era.TF20_23
        and head.function == "softmax"
        and head.maker in (Maker.KERAS_ACTIVATION, Maker.SYMBOLIC_ACTIVATION)
        and (head.rank or 2) > 2
    )
    return (
        not written_out
        and _crossing(head, loss) is _Crossing.MATCHED
        and _tensor_arrives(head, mode, runtime)
        and _loss_looks(head, loss, from_logits, mode, runtime)
    )


def _tensor_arrives(head: Head, mode: Mode, runtime: Runtime) -> bool:
    """Whether the loss is given the very tensor that the activation returned.

    Anything in between loses the logits for good, in every version. Two cases depend on the
    version: idle dropout is an identity op before Keras 3, and before Keras 3 a loss called by
    hand squeezes predictions to fit labels of a lower rank, where ``fit`` expands the labels.
    """
    if head.after is After.IDLE_DROPOUT:
        return runtime.era is Era.KERAS3
    if head.after is After.SHORT_LABELS:
        return runtime.era is Era.KERAS3 or mode in _FIT_MODES
    return head.after in (After.DIRECT, After.IDENTITY)


def _loss_looks(head: Head, loss: Loss, from_logits: bool, mode: Mode, runtime: Runtime) -> bool:
    """Whether the loss looks for logits behind the tensor that it is given.

    Raw ops and hand-written losses never do, nor does Keras 3 on JAX or Torch. In Keras 3 neither
    ``tf.keras.backend`` functions, nor ``ignore_class`` (it masks the predictions first), nor any
    loss that casts a 16-bit output first: all but a loss function that the program calls itself.
    A categorical focal loss never does; a binary one only without ``from_logits``.
    """
    if runtime.backend != "tensorflow":
        return False
    if loss.api in (LossApi.WITH_LOGITS_OP, LossApi.HANDWRITTEN_LOG, LossApi.HANDWRITTEN_GUARDED_LOG):
        return False
    if loss.focal and (loss.kind is not LossKind.BINARY or from_logits):
        return False
    if runtime.era is not Era.KERAS3:
        return True
    if loss.api in (LossApi.BACKEND_FUNCTION, LossApi.KERAS_LOSS_IGNORE_CLASS):
        return False
    return not (head.half and _casts_to_float32(loss, mode, runtime))


def _casts_to_float32(loss: Loss, mode: Mode, runtime: Runtime) -> bool:
    """Keras 3 losses cast predictions; a bare loss function does so only when ``compile`` wraps it."""
    bare = loss.api is LossApi.KERAS_FUNCTION and mode not in _FIT_MODES
    return runtime.era is Era.KERAS3 and not bare


def _half_overflows(head: Head, loss: Loss, mode: Mode, runtime: Runtime) -> bool:
    """Whether clipping happens in 16 bits, where ``1 - 1e-7`` is 1 and the gradient of a log is infinite.

    Measured with float16 sigmoids under a hand-made tape in TensorFlow 2.0-2.3, whose formula
    stays until 2.15, and for loss functions called by hand in Keras 3. A softmax has no
    ``log(1 - p)``. In ``fit`` loss scaling drops such steps, which is what clipping does as well.
    """
    return (
        head.half
        and head.function == "sigmoid"
        and loss.kind is LossKind.BINARY
        and mode not in _FIT_MODES
        and runtime.backend == "tensorflow"
        and loss.api is not LossApi.HANDWRITTEN_GUARDED_LOG
        and not _casts_to_float32(loss, mode, runtime)
    )
