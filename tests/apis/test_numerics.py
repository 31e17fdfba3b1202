"""``numeric_path`` against the measurements: every cell of the table, or a stated reason why not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from xentlint.apis.numerics import (
    After,
    Head,
    Loss,
    LossApi,
    Mode,
    NumericPath,
    culprits,
    numeric_path,
    recovered,
    worst,
)
from xentlint.apis.runtimes import ALL_ERAS, Backend, Era, Runtime, runtimes_for
from xentlint.apis.spaces import LossKind, Maker

from .measured import PathRow, backend_rows, era_of, path_rows

PATHS = {
    "L": NumericPath.LOGITS,
    "P": NumericPath.PROBS,
    "D": NumericPath.DOUBLE,
    "A": NumericPath.LOGITS_AS_PROBS,
    "N": NumericPath.NAN,
    "s": NumericPath.SIGMOID_OF_LOGITS,
    "m": NumericPath.SOFTMAX_OF_LOGITS,
    "b": NumericPath.BCE_ON_PROBS,
    "c": NumericPath.CCE_ON_SIGPROBS,
    "d": NumericPath.DOUBLE_CCE,
}
ERROR, OTHER = "E", "O"

LINEAR = Head(None)
SOFTMAX = Head("softmax")
SIGMOID = Head("sigmoid")
TF_SOFTMAX = Head("softmax", Maker.TF_OP)
TF_SIGMOID = Head("sigmoid", Maker.TF_OP)
SOFTMAX_LAYER = Head("softmax", Maker.SOFTMAX_LAYER)

HEADS: dict[str, Head] = {
    # softmax, by who applied it
    "a_dense_str": SOFTMAX,
    "a_dense_keras.act": SOFTMAX,
    "a_dense_functional": SOFTMAX,
    "c_Activation_str": SOFTMAX,
    "d_sub_keras.act": SOFTMAX,
    "d_sub_dense_softmax": SOFTMAX,
    "c_functional_keras.act": Head("softmax", Maker.SYMBOLIC_ACTIVATION),
    "a_dense_tf.nn.softmax": TF_SOFTMAX,
    "c_Activation_tf.nn": TF_SOFTMAX,
    "c_Lambda_tf.nn.softmax": TF_SOFTMAX,
    "c_functional_tf.nn.softmax": TF_SOFTMAX,
    "d_sub_tf.nn.softmax": TF_SOFTMAX,
    "c_Softmax_layer": SOFTMAX_LAYER,
    "c_Dense_act_SoftmaxLayer": SOFTMAX_LAYER,
    "d_sub_Softmax_layer": SOFTMAX_LAYER,
    "d_sub_K.softmax": Head("softmax", Maker.BACKEND),
    "d_sub_keras.ops.softmax": Head("softmax", Maker.KERAS_OPS),
    "d_sub_manual_exp": Head("softmax", Maker.MANUAL),
    # nested models change nothing
    "m_Seq_of_Seq": SOFTMAX,
    "m_functional_of_Seq": SOFTMAX,
    "m_sub_wraps_Seq": SOFTMAX,
    "m_Seq_then_ActSoftmax": SOFTMAX,
    "m_sub_wraps_sub_tfnn": TF_SOFTMAX,
    # what stands between the activation and the loss
    "e_Activation_linear": Head("softmax", after=After.IDENTITY),
    "e_Lambda_identity": Head("softmax", after=After.IDENTITY),
    "e_Lambda_cast32": Head("softmax", after=After.IDENTITY),
    "e_sub_cast32": Head("softmax", after=After.IDENTITY),
    "e_loop_cast32": Head("softmax", after=After.IDENTITY),
    "e_loop_convert": Head("softmax", after=After.IDENTITY),
    "e_loop_py_float": Head("softmax", after=After.IDENTITY),
    "e_Reshape_layer": Head("softmax", after=After.ALTERED),
    "e_Flatten_layer": Head("softmax", after=After.ALTERED),
    "e_Dropout0.001": Head("softmax", after=After.ALTERED),
    "e_Lambda_mul1": Head("softmax", after=After.ALTERED),
    "e_Lambda_squeeze": Head("softmax", after=After.ALTERED),
    "e_Lambda_tf.identity": Head("softmax", after=After.ALTERED),
    "e_Concat_two": Head("softmax", after=After.ALTERED),
    "e_Average_two": Head("softmax", after=After.ALTERED),
    "e_sub_reshape": Head("softmax", after=After.ALTERED),
    "e_sub_squeeze": Head("softmax", after=After.ALTERED),
    "e_sub_clip": Head("softmax", after=After.ALTERED),
    "e_loop_cast64": Head("softmax", after=After.ALTERED),
    "e_loop_mul1": Head("softmax", after=After.ALTERED),
    "e_loop_squeeze": Head("softmax", after=After.ALTERED),
    "e_loop_reshape": Head("softmax", after=After.ALTERED),
    "e_loop_clip": Head("softmax", after=After.ALTERED),
    "e_loop_identity": Head("softmax", after=After.ALTERED),
    "e_loop_slice": Head("softmax", after=After.ALTERED),
    "e_loop_add_eps": Head("softmax", after=After.ALTERED),
    "e_loop_concat1": Head("softmax", after=After.ALTERED),
    "call_tffunction_dense_softmax": Head("softmax", after=After.BOUNDARY),
    "call_tffunction_tf.nn.softmax": Head("softmax", Maker.TF_OP, After.BOUNDARY),
    "d_call_tffunction_dense": Head("softmax", after=After.BOUNDARY),
    "d_call_tffunction_tfnn": Head("softmax", Maker.TF_OP, After.BOUNDARY),
    # above rank 2
    "r3_dense_str": Head("softmax", rank=3),
    "r3_Activation": Head("softmax", rank=3),
    "r3_Softmax_layer": Head("softmax", Maker.SOFTMAX_LAYER, rank=3),
    "r3_dense_tf.nn": Head("softmax", Maker.TF_OP, rank=3),
    "r3_sub_tf.nn": Head("softmax", Maker.TF_OP, rank=3),
    "r3_TimeDistributed": Head("softmax", after=After.TIME_DISTRIBUTED, rank=3),
    "r3_linear": Head(None, rank=3),
    "r4_Conv2D_softmax": Head("softmax", rank=4),
    "r4_Conv2D_Activation": Head("softmax", rank=4),
    "r4_Conv2D_Softmax_layer": Head("softmax", Maker.SOFTMAX_LAYER, rank=4),
    "r4_Conv2D_softmax_Reshape": Head("softmax", after=After.ALTERED, rank=3),
    "r4_Conv2D_Reshape_Activation": Head("softmax", rank=3),
    # mixed precision
    "f_dense16_Act32": SOFTMAX,
    "f_denseSoft_f32": SOFTMAX,
    "f_sub_tfnn_castlogits32": TF_SOFTMAX,
    "f_denseSoft_f16": Head("softmax", half=True),
    "f_Act_f16": Head("softmax", half=True),
    "f_sub_tfnn_f16": Head("softmax", Maker.TF_OP, half=True),
    "f_denseSoft_f16_thenAct32linear": Head("softmax", after=After.ALTERED),
    "f_sub_softmax_then_cast32": Head("softmax", after=After.ALTERED),
    "f_linear_f32": LINEAR,
    "bf16_denseSoft": Head("softmax", half=True),
    "bf16_denseSoft_f32": SOFTMAX,
    "jf_dense16": Head("sigmoid", half=True),
    "jf_dense32": SIGMOID,
    # no activation, another one, two of them
    "i_linear_mixedsign": LINEAR,
    "i_linear_positive": LINEAR,
    "i_linear_ok": LINEAR,
    "i_relu_head": LINEAR,
    "i_logsoftmax_fl_true": LINEAR,
    "i_doublesoftmax_layers": Head("softmax", Maker.SOFTMAX_LAYER, stacked=True),
    "i_dense_softmax_into_Activation": Head("softmax", stacked=True),
    # sigmoid
    "j_dense_str": SIGMOID,
    "j_dense_keras.act": SIGMOID,
    "j_Activation_str": SIGMOID,
    "j_sub_keras.act": SIGMOID,
    "j_dense_str_neg": SIGMOID,
    "j_multilabel_dense_str": SIGMOID,
    "j_dense_tf.nn.sigmoid": TF_SIGMOID,
    "j_dense_tf.nn.sigmoid_neg": TF_SIGMOID,
    "j_sub_tf.nn.sigmoid": TF_SIGMOID,
    "j_sub_tf.math.sigmoid": TF_SIGMOID,
    "j_functional_tf.nn": TF_SIGMOID,
    "j_multilabel_sub_tfnn": TF_SIGMOID,
    "j_Reshape": Head("sigmoid", after=After.ALTERED),
    "j_dense_str_loopsqueeze": Head("sigmoid", after=After.ALTERED),
    "j_dense_str_loopidx": Head("sigmoid", after=After.ALTERED),
    "j_call_tffunction": Head("sigmoid", after=After.BOUNDARY),
    "j_dense_str_labelsN": Head("sigmoid", after=After.SHORT_LABELS),
    "j_dense_str_labelsN_int": Head("sigmoid", after=After.SHORT_LABELS),
    "j_linear": LINEAR,
    # the activation of the other family
    "p_softmax_bce:a_dense_str": SOFTMAX,
    "p_softmax_bce:d_sub_tf.nn.softmax": TF_SOFTMAX,
    "p_sigmoid_cce:dense_sigmoid": SIGMOID,
    "p_sigmoid_cce:sub_tfsig": TF_SIGMOID,
    # a custom train_step, a distribution strategy
    "train_step_loss_fn:dense_softmax": SOFTMAX,
    "train_step_loss_fn:tf.nn.softmax": TF_SOFTMAX,
    "train_step_compiled_loss:dense_softmax": SOFTMAX,
    "train_step_compiled_loss:tf.nn.softmax": TF_SOFTMAX,
    "train_step_compute_loss:dense_softmax": SOFTMAX,
    "train_step_compute_loss:tf.nn.softmax": TF_SOFTMAX,
    "mirrored:a_dense_str": SOFTMAX,
    "mirrored:d_sub_tf.nn.softmax": TF_SOFTMAX,
}

LOSSES: dict[str, Loss] = {
    **dict.fromkeys(
        ("CCE_obj", "CCE_obj_none", "CCE_str", "CCE_smooth1e-6"),
        Loss(LossApi.KERAS_LOSS, LossKind.CATEGORICAL),
    ),
    **dict.fromkeys(("SCCE_obj", "SCCE_str", "masked_obj_none"), Loss(LossApi.KERAS_LOSS, LossKind.SPARSE)),
    **dict.fromkeys(("BCE_obj", "BCE_str", "gan_loss"), Loss(LossApi.KERAS_LOSS, LossKind.BINARY)),
    **dict.fromkeys(("CCE_fn", "K3ops_cce"), Loss(LossApi.KERAS_FUNCTION, LossKind.CATEGORICAL)),
    **dict.fromkeys(("SCCE_fn", "custom_wrap_fn"), Loss(LossApi.KERAS_FUNCTION, LossKind.SPARSE)),
    "BCE_fn": Loss(LossApi.KERAS_FUNCTION, LossKind.BINARY),
    **dict.fromkeys(
        ("SCCE_ignore_class", "SCCE_fn_ignore_class"),
        Loss(LossApi.KERAS_LOSS_IGNORE_CLASS, LossKind.SPARSE),
    ),
    "K_cce": Loss(LossApi.BACKEND_FUNCTION, LossKind.CATEGORICAL),
    "K_scce": Loss(LossApi.BACKEND_FUNCTION, LossKind.SPARSE),
    "K_bce": Loss(LossApi.BACKEND_FUNCTION, LossKind.BINARY),
    **dict.fromkeys(
        ("tfnn_xent", "v1_xent", "hand_logsoftmax"), Loss(LossApi.WITH_LOGITS_OP, LossKind.CATEGORICAL)
    ),
    **dict.fromkeys(
        ("tfnn_sparse_xent", "tfmath_logsoftmax_gather"), Loss(LossApi.WITH_LOGITS_OP, LossKind.SPARSE)
    ),
    **dict.fromkeys(
        ("tfnn_sigmoid_xent", "weighted_xent", "v1_sigmoid_xent"),
        Loss(LossApi.WITH_LOGITS_OP, LossKind.BINARY),
    ),
    "hand_log": Loss(LossApi.HANDWRITTEN_LOG, LossKind.CATEGORICAL),
    **dict.fromkeys(
        ("hand_log_eps", "hand_log_clip"), Loss(LossApi.HANDWRITTEN_GUARDED_LOG, LossKind.CATEGORICAL)
    ),
    "v1_log_loss": Loss(LossApi.HANDWRITTEN_GUARDED_LOG, LossKind.BINARY),
}

MODES = {
    "tape": Mode.TAPE,
    "tape_infer": Mode.TAPE,
    "tape_split": Mode.TAPE,
    "tffn": Mode.TF_FUNCTION,
    "tffn_jit": Mode.TF_FUNCTION,
    "strategy": Mode.TF_FUNCTION,
    "mirrored_run": Mode.TF_FUNCTION,
    "fit": Mode.FIT,
    "fit_jit": Mode.FIT,
    "fit_nojit": Mode.FIT,
    "fit_eager": Mode.FIT_EAGER,
}

PATTERNS_OUTSIDE = {
    "e_Dropout0": "Dropout(0.0) is a no-op in some releases of a generation and an op in others",
    "i_logsoftmax_fl_false": "log-probabilities clipped as probabilities have no path of their own",
}
"""Patterns that the vocabulary of ``Head`` does not have, and why."""

TF22 = "tensorflow 2.2.3 / keras 2.3.0-tf"
NEWEST = "tensorflow 2.21.0 / keras 3.15.1"
CELLS_OUTSIDE = {
    ("e_Lambda_tf.identity", TF22): "TensorFlow 2.2, alone in its generation, looks through identity ops",
    ("e_loop_identity", TF22): "the same",
    ("e_loop_concat1", TF22): "the same: the concatenation of one tensor is an identity op",
    ("d_call_tffunction_dense", NEWEST): "an early probe made the variables inside the tf.function; measured "
    "again with CategoricalCrossentropy, this release clips or doubles as call_tffunction_* does",
    ("d_call_tffunction_tfnn", NEWEST): "the same",
}
"""Measured cells that no rule reproduces, and why."""


def head_of(row: PathRow) -> Head:
    """The head of a row; how the forward pass was run can stand between activation and loss too."""
    head = HEADS[row.pattern]
    if row.mode == "tape_split":
        return replace(head, after=After.BOUNDARY)
    if row.mode == "tape_infer" and row.pattern == "e_Dropout0.001":
        return replace(head, after=After.IDLE_DROPOUT)
    return head


def loss_of(row: PathRow) -> Loss:
    """The loss of a row; hand-written ones are binary where the output is a sigmoid."""
    loss = LOSSES[row.loss]
    if row.loss.startswith("hand_") and row.pattern.startswith("j_"):
        return replace(loss, kind=LossKind.BINARY)
    return loss


def mode_of(row: PathRow) -> Mode:
    """The mode of a row; a ``train_step`` that calls its own loss object is no ``fit`` to the loss."""
    mode = MODES[row.mode]
    if row.pattern.startswith("train_step_loss_fn"):
        return {Mode.FIT: Mode.TF_FUNCTION, Mode.FIT_EAGER: Mode.TAPE}[mode]
    return mode


def predicted(row: PathRow) -> NumericPath:
    return numeric_path(
        head_of(row), loss_of(row), row.from_logits, mode_of(row), Runtime(era_of(row.runtime))
    )


@pytest.fixture(scope="module")
def measured() -> list[PathRow]:
    rows = path_rows()
    assert len(rows) == 14_723, "the table is complete"
    return rows


@pytest.fixture(scope="module")
def comparable(measured: list[PathRow]) -> list[PathRow]:
    return [row for row in measured if row.letter in PATHS and row.pattern not in PATTERNS_OUTSIDE]


def test_every_measured_cell_is_reproduced(comparable: list[PathRow]) -> None:
    wrong = [
        (row, predicted(row))
        for row in comparable
        if (row.pattern, row.runtime) not in CELLS_OUTSIDE and predicted(row) is not PATHS[row.letter]
    ]
    assert wrong == []
    assert len(comparable) > 13_900, "nearly all rows are compared, not a sample"


def test_each_pattern_is_mapped_or_left_out_with_a_reason(measured: list[PathRow]) -> None:
    patterns = {row.pattern for row in measured}
    assert patterns == HEADS.keys() | PATTERNS_OUTSIDE.keys()
    assert not HEADS.keys() & PATTERNS_OUTSIDE.keys()
    assert {row.loss for row in measured} == LOSSES.keys()
    assert {row.mode for row in measured} == MODES.keys()


def test_each_exception_is_needed(comparable: list[PathRow]) -> None:
    disagreeing = {
        (row.pattern, row.runtime) for row in comparable if predicted(row) is not PATHS[row.letter]
    }
    assert disagreeing == CELLS_OUTSIDE.keys()


def test_dropout_of_rate_zero_is_outside_because_releases_of_one_generation_disagree(
    measured: list[PathRow],
) -> None:
    letters = {
        row.runtime.split()[1]: row.letter
        for row in measured
        if (row.pattern, row.loss, row.mode) == ("e_Dropout0", "CCE_obj", "fit") and not row.from_logits
    }
    assert letters["2.1.4"] == "L"
    assert letters["2.3.4"] == "P"


def test_rows_without_a_path_are_known(measured: list[PathRow]) -> None:
    """The probe could name no path for a few cases; rows that raised are calls a release does not have."""
    nameless = {
        (row.pattern, row.from_logits, row.runtime.split()[1][:3]) for row in measured if row.letter == OTHER
    }
    everywhere = {row.runtime.split()[1][:3] for row in measured}
    train_steps = {
        f"train_step_{kind}:{head}"
        for kind in ("loss_fn", "compiled_loss", "compute_loss")
        for head in ("dense_softmax", "tf.nn.softmax")
    }
    assert nameless == {
        # relu outputs as logits; log-probabilities as probabilities; sigmoid of a softmax's output
        *(("i_relu_head", True, release) for release in everywhere),
        *(("i_logsoftmax_fl_false", False, release) for release in everywhere),
        *(("p_softmax_bce:d_sub_tf.nn.softmax", True, release) for release in everywhere),
        *(("p_softmax_bce:a_dense_str", True, release) for release in ("2.0", "2.1", "2.2", "2.3")),
        # Model.train_step exists from 2.2 on: before, fit trained without the compiled loss
        *(
            (name, flag, release)
            for name in train_steps
            for flag in (False, True)
            for release in ("2.0", "2.1")
        ),
    }
    assert Counter(row.letter for row in measured)[ERROR] == 481


@pytest.mark.parametrize(
    "row", backend_rows(), ids=lambda row: f"{row.runtime}-{row.pattern}-{row.from_logits}"
)
def test_keras_3_on_jax_and_torch(row: PathRow) -> None:
    head = SOFTMAX if "softmax" in row.pattern else LINEAR
    backend: Backend = "jax" if row.runtime.endswith("jax") else "torch"
    (runtime,) = runtimes_for("3", backend)
    assert (
        numeric_path(head, LOSSES[row.loss], row.from_logits, MODES[row.mode], runtime) is PATHS[row.letter]
    )


KERAS3 = (Runtime(Era.KERAS3),)
CCE = Loss(LossApi.KERAS_LOSS, LossKind.CATEGORICAL)
BCE = Loss(LossApi.KERAS_LOSS, LossKind.BINARY)


class TestFocalLosses:
    """Measured by hand on Keras 3.15.1: loss and gradient at logits 200 against label 0 (other class 1)."""

    @pytest.mark.parametrize("mode", Mode)
    def test_the_categorical_one_clips_whatever_is_said(self, mode: Mode) -> None:
        focal = Loss(LossApi.KERAS_LOSS, LossKind.CATEGORICAL, focal=True)
        for head in (SOFTMAX, TF_SOFTMAX):
            assert worst(head, focal, False, mode, KERAS3) is NumericPath.PROBS
            assert worst(head, focal, True, mode, KERAS3) is NumericPath.DOUBLE
        assert worst(LINEAR, focal, True, mode, KERAS3) is NumericPath.PROBS

    @pytest.mark.parametrize(
        ("head", "from_logits", "mode", "expected"),
        [
            (SIGMOID, False, Mode.TAPE, NumericPath.LOGITS),
            (TF_SIGMOID, False, Mode.TAPE, NumericPath.PROBS),
            (TF_SIGMOID, False, Mode.TF_FUNCTION, NumericPath.LOGITS),
            (SIGMOID, True, Mode.TAPE, NumericPath.DOUBLE),
            (TF_SIGMOID, True, Mode.TF_FUNCTION, NumericPath.DOUBLE),
            (LINEAR, True, Mode.TAPE, NumericPath.LOGITS),
            (LINEAR, False, Mode.TAPE, NumericPath.LOGITS_AS_PROBS),
        ],
    )
    def test_the_binary_one_recovers_only_without_the_flag(
        self, head: Head, from_logits: bool, mode: Mode, expected: NumericPath
    ) -> None:
        focal = Loss(LossApi.KERAS_LOSS, LossKind.BINARY, focal=True)
        assert worst(head, focal, from_logits, mode, KERAS3) is expected


class TestHalfPrecisionSigmoid:
    """Measured by hand on Keras 3.15.1 with float16: the loss object casts, the function does not."""

    def test_a_loss_object_clips_and_a_function_overflows(self) -> None:
        head = Head("sigmoid", Maker.TF_OP, half=True)
        function = Loss(LossApi.KERAS_FUNCTION, LossKind.BINARY)
        assert worst(head, BCE, False, Mode.TAPE, KERAS3) is NumericPath.PROBS
        assert worst(head, function, False, Mode.TAPE, KERAS3) is NumericPath.NAN
        assert worst(head, function, False, Mode.TF_FUNCTION, KERAS3) is NumericPath.LOGITS

    def test_the_function_still_finds_cached_logits(self) -> None:
        head = Head("sigmoid", half=True)
        function = Loss(LossApi.KERAS_FUNCTION, LossKind.BINARY)
        assert worst(head, function, False, Mode.TAPE, KERAS3) is NumericPath.LOGITS


class TestTheWorstDecides:
    def test_one_old_generation_is_enough_to_spoil_an_eager_tape(self) -> None:
        everywhere = runtimes_for(None, None)
        assert worst(SOFTMAX, CCE, False, Mode.TAPE, everywhere) is NumericPath.PROBS
        assert culprits(SOFTMAX, CCE, False, Mode.TAPE, everywhere) == (Runtime(Era.TF20_23),)
        assert not recovered(SOFTMAX, CCE, Mode.TAPE, everywhere)

    def test_without_the_old_generation_the_tape_is_rescued(self) -> None:
        assert recovered(SOFTMAX, CCE, Mode.TAPE, runtimes_for("2", None))
        assert recovered(SOFTMAX, CCE, Mode.TAPE, runtimes_for("3", None))

    def test_plain_fit_is_rescued_on_tensorflow_and_on_no_other_backend(self) -> None:
        assert recovered(SOFTMAX, CCE, Mode.FIT, runtimes_for(None, None))
        assert not recovered(SOFTMAX, CCE, Mode.FIT, runtimes_for("3", "jax"))
        assert not recovered(SOFTMAX, CCE, Mode.FIT, runtimes_for("3", "torch"))

    def test_a_cross_family_head_is_never_called_recovered(self) -> None:
        assert not recovered(SOFTMAX, BCE, Mode.FIT, KERAS3)

    def test_harm_is_ordered_as_training_shows(self) -> None:
        order = [
            NumericPath.LOGITS,
            NumericPath.PROBS,
            NumericPath.DOUBLE,
            NumericPath.LOGITS_AS_PROBS,
            NumericPath.NAN,
        ]
        ranked = sorted(NumericPath, key=lambda path: path.harm)
        assert [path for path in ranked if path in order] == order
        assert len({path.harm for path in NumericPath}) == len(NumericPath)

    def test_no_runtime_is_no_answer(self) -> None:
        with pytest.raises(ValueError, match=r"max\(\)|empty"):
            worst(SOFTMAX, CCE, False, Mode.FIT, ())


@pytest.mark.parametrize("era", ALL_ERAS)
@pytest.mark.parametrize("mode", Mode)
def test_logits_with_the_flag_are_right_everywhere(era: Era, mode: Mode) -> None:
    for kind in LossKind:
        assert (
            numeric_path(LINEAR, Loss(LossApi.KERAS_LOSS, kind), True, mode, Runtime(era))
            is NumericPath.LOGITS
        )
