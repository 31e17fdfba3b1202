"""What each row says that a loss is, against the numbers that the installed functions make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from xentlint.apis.losses import CLASSES, DISTRIBUTIONS, FUNCTIONS, STRINGS, LossRow
from xentlint.apis.spaces import LossKind

from .installed import everywhere, has_both_kerases

pytestmark = pytest.mark.tensorflow

SCORES = [[2.0, -1.0, 0.3], [0.1, 0.4, -2.0], [-0.7, 1.5, 0.2], [0.0, -0.2, 0.9]]
CLASS_NUMBERS = [0, 2, 1, 1]
ASKED = [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]
WITHOUT_TWO_ARRAYS = {
    "tf.nn.ctc_loss",
    "keras.losses.ctc",
    "keras.losses.CTC",
    "keras.backend.ctc_batch_cost",
}
"""Losses of sequences: the test of their own."""
BY_A_TENSOR = {"tf.nn.weighted_cross_entropy_with_logits": {"pos_weight": 1.0}}


def _labels(kind: LossKind | None) -> list[Any]:
    return CLASS_NUMBERS if kind is LossKind.SPARSE else ASKED


def _activated(kind: LossKind | None) -> Any:
    np = pytest.importorskip("numpy")
    scores = np.array(SCORES)
    if kind is LossKind.BINARY:
        return 1 / (1 + np.exp(-scores))
    return np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)


def _crossentropy(kind: LossKind) -> float:
    np = pytest.importorskip("numpy")
    p, asked = _activated(kind), np.array(ASKED)
    if kind is LossKind.BINARY:
        return float(-np.mean(asked * np.log(p) + (1 - asked) * np.log(1 - p)))
    return float(-np.mean(np.sum(asked * np.log(p), axis=-1)))


def _mean(made: Any) -> float:
    return float(pytest.importorskip("numpy").mean(made))


def _computed(spelling: str, function: Callable[..., Any], row: LossRow, output: Any, **given: Any) -> float:
    """What the installed ``function`` makes of labels and ``output``, in the tensors of its package."""
    if spelling.startswith("optax"):
        np = pytest.importorskip("numpy")
        labels, made = np.array(_labels(row.kind)), np.array(output)
    else:
        tf = pytest.importorskip("tensorflow")
        labels = tf.constant(_labels(row.kind), dtype=None if row.kind is LossKind.SPARSE else tf.float32)
        made = tf.constant(output, dtype=tf.float32)
    arguments = {row.true[1]: labels, row.pred[1]: made}
    if spelling == "tensorflow.nn.sparse_softmax_cross_entropy_with_logits" or "compat.v1.nn" in spelling:
        return _mean(function(labels=labels, logits=made, **given))
    return _mean(function(arguments[0], arguments[1], **given))


def _numeric() -> Iterator[Any]:
    for table in (FUNCTIONS, CLASSES):
        for symbol, row in table.items():
            if symbol not in WITHOUT_TWO_ARRAYS:
                yield pytest.param(symbol, row, table is CLASSES, id=symbol)


@pytest.mark.parametrize(("symbol", "row", "is_class"), list(_numeric()))
def test_a_loss_is_of_the_kind_and_the_space_of_its_row(symbol: str, row: LossRow, is_class: bool) -> None:
    installed = everywhere(symbol)
    if not installed:
        pytest.skip("not installed")
    probabilities = _activated(row.kind)
    for spelling, found in installed.items():

        def loss(output: Any, spelling: str = spelling, found: Any = found, **given: Any) -> float:
            if is_class:
                return _computed(spelling, found(**given), row, output)
            return _computed(spelling, found, row, output, **BY_A_TENSOR.get(symbol, {}), **given)

        if row.expects == "flag":
            ours = loss(probabilities)
            assert loss(SCORES, from_logits=True) == pytest.approx(ours, abs=1e-4), spelling
            assert loss(probabilities, from_logits=True) != pytest.approx(ours, abs=1e-2), spelling
        else:
            ours = loss(SCORES if row.expects == "logits" else probabilities)
        if row.kind is not None and row.api != "focal":
            assert ours == pytest.approx(_crossentropy(row.kind), abs=1e-4), spelling
        elif row.api == "divergence":
            assert ours == pytest.approx(_divergence(row.name), abs=1e-3), spelling


def _divergence(name: str) -> float:
    """What a divergence is of probabilities, by its definition."""
    np = pytest.importorskip("numpy")
    p, asked = _activated(None), np.array(ASKED)
    if name.lower().startswith("k"):  # KLDivergence, and the names of its function
        kept = np.clip(asked, 1e-7, 1)
        return float(np.mean(np.sum(kept * np.log(kept / p), axis=-1)))
    # Dice; and Tversky, whose two weights are a half each: the same.
    return float(1 - 2 * np.sum(asked * p) / (np.sum(asked) + np.sum(p)))


@pytest.mark.parametrize("symbol", DISTRIBUTIONS)
def test_a_distribution_is_the_crossentropy_of_its_logits(symbol: str) -> None:
    np, row = pytest.importorskip("numpy"), DISTRIBUTIONS[symbol]
    installed = everywhere(symbol)
    if not installed:
        pytest.skip("not installed")
    for found in installed.values():
        given = np.array(_labels(row.kind), dtype="int32")
        of_logits = found(np.array(SCORES, dtype="float32")).log_prob(given)
        of_probabilities = found(probs=_activated(row.kind).astype("float32")).log_prob(given)
        assert row.kind is not None
        assert -_mean(of_logits) == pytest.approx(_crossentropy(row.kind), abs=1e-4)
        assert -_mean(of_probabilities) == pytest.approx(_crossentropy(row.kind), abs=1e-4)


def test_losses_of_sequences_take_the_space_of_their_rows() -> None:
    np, tf = pytest.importorskip("numpy"), pytest.importorskip("tensorflow")
    losses, backend = (
        pytest.importorskip("keras", minversion="3.1").losses,
        pytest.importorskip("tf_keras").backend,
    )
    scores = np.random.default_rng(0).normal(0, 2, (2, 6, 5)).astype("float32")
    probabilities = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    labels, steps, length = np.array([[1, 2], [3, 1]]), np.full((2, 1), 6), np.full((2, 1), 2)

    def by_tensorflow(output: Any, blank: int) -> Any:
        made = tf.nn.ctc_loss(
            labels, output, length[:, 0], steps[:, 0], logits_time_major=False, blank_index=blank
        )
        return np.array(made)

    for blank in (0, -1):
        assert np.allclose(by_tensorflow(scores, blank), by_tensorflow(scores + 3, blank), atol=1e-3)
        assert not np.allclose(by_tensorflow(scores, blank), by_tensorflow(probabilities, blank), atol=1e-1)
    assert np.allclose(losses.ctc(labels, scores), by_tensorflow(scores, 0), atol=1e-3)
    assert float(losses.CTC()(labels, scores)) == pytest.approx(by_tensorflow(scores, 0).mean(), abs=1e-3)
    made = backend.ctc_batch_cost(labels, probabilities, steps, length)
    assert np.allclose(np.array(made)[:, 0], by_tensorflow(scores, -1), atol=1e-3)


@pytest.mark.parametrize("keras", ["keras", "tf_keras"])
@pytest.mark.parametrize("name", STRINGS)
def test_a_string_stands_for_the_loss_of_its_row(name: str, keras: str) -> None:
    package, row = pytest.importorskip(keras), STRINGS[name]
    if row.by_output:
        pytest.skip("known to compile only: below")
    try:
        found = package.losses.get(name)
    except ValueError:
        if has_both_kerases():
            other = pytest.importorskip("tf_keras" if keras == "keras" else "keras")
            assert other.losses.get(name) is not None
        pytest.skip("of the other generation")
    if row.name == "CTC":
        assert str(getattr(found, "__name__", type(found).__name__)).lower() == "ctc"
        return
    made = _computed(keras, found, row, _activated(row.kind))
    if row.kind is not None and row.api != "focal":
        assert made == pytest.approx(_crossentropy(row.kind), abs=1e-4)
    elif row.api == "divergence":
        assert made == pytest.approx(_divergence(row.name), abs=1e-3)
    else:
        assert type(found).__name__ == row.class_name or found.__name__ == row.function_name


@pytest.mark.parametrize("name", [name for name, row in STRINGS.items() if row.by_output])
def test_a_string_of_compile_is_chosen_by_the_output(name: str) -> None:
    keras = pytest.importorskip("keras", minversion="3")
    np = pytest.importorskip("numpy")
    utils = pytest.importorskip("keras.src.trainers.compile_utils")
    for output, labels, chosen in (
        (np.full((4, 1), 0.5), np.ones((4, 1)), keras.losses.binary_crossentropy),
        (np.full((4, 3), 0.3), np.ones((4, 1)), keras.losses.sparse_categorical_crossentropy),
        (np.full((4, 3), 0.3), np.eye(3)[[0, 1, 2, 0]], keras.losses.categorical_crossentropy),
    ):
        assert utils.get_loss(name, labels, output).fn is chosen
