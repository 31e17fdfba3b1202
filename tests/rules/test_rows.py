"""What is new is one row: a layer, a function, an activation, a loss, a reader and a metric that nobody has heard of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xentlint.apis import activations, layers, losses, metrics, ops, readers
from xentlint.apis.spaces import LossKind, Space

from .programs import report

TAPE = """\
import tensorflow as tf
model = tf.keras.Sequential([{layer}])
loss_fn = tf.keras.losses.CategoricalCrossentropy({flag})
with tf.GradientTape() as tape:
    output = {output}
    loss = {loss}
"""


def program(
    layer: str = "tf.keras.layers.Dense(10)",
    output: str = "model(x)",
    loss: str = "loss_fn(y, output)",
    flag: str = "",
) -> str:
    return TAPE.format(layer=layer, output=output, loss=loss, flag=flag)


def codes(source: str) -> set[str]:
    return {code for _, code in report(source)}


def test_a_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    source = program("tf.keras.layers.Gauge(10)")
    assert codes(source) == set()
    monkeypatch.setitem(layers.LAYERS, "Gauge", layers.LayerRow("affine", 1, ("units", 0)))
    assert codes(source) == {"XEN202"}


def test_a_function_on_tensors(monkeypatch: pytest.MonkeyPatch) -> None:
    source = program(output="tf.turned(operand=model(x))")
    assert codes(source) == set()
    row = replace(ops.OPS["tf.reshape"], names=("operand",))
    monkeypatch.setitem(ops.OPS, "tf.turned", row)
    assert codes(source) == {"XEN202"}


def test_an_activation(monkeypatch: pytest.MonkeyPatch) -> None:
    source = program('tf.keras.layers.Dense(10, activation="bent")', flag="from_logits=True")
    assert codes(source) == set()
    row = activations.ActivationRow("bent", Space.ACTIVATED, nonsense=True)
    monkeypatch.setitem(activations.BY_NAME, "bent", row)
    assert codes(source) == {"XEN203"}


def test_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    source = program(
        'tf.keras.layers.Dense(10, activation="softmax")', loss="tf.nn.surprise(scores=output, truth=y)"
    )
    assert codes(source) == set()
    row = losses.LossRow(
        "surprise", LossKind.CATEGORICAL, "logits", ("truth", 1), ("scores", 0), None, "with_logits"
    )
    monkeypatch.setitem(losses.FUNCTIONS, "tf.nn.surprise", row)
    assert codes(source) == {"XEN201"}


def test_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    source = program(
        'tf.keras.layers.Dense(10, activation="softmax")', output="tf.random.draw(model(x))", loss="0"
    )
    assert codes(source) == set()
    row = readers.ReaderRow("logits", ("scores", 0), "draws from it")
    monkeypatch.setitem(readers.READERS, "tf.random.draw", row)
    assert codes(source) == {"XEN201"}


def test_a_metric(monkeypatch: pytest.MonkeyPatch) -> None:
    source = """\
    import tensorflow as tf
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=[tf.keras.metrics.Hits()])
    model.fit(x, y)
    """
    assert codes(source) == set()
    row = metrics.MetricRow("hits", "threshold")
    # The names that people write are made from the rows when the module is loaded.
    monkeypatch.setattr(metrics, "METRICS", {**metrics.METRICS, "hits": row})
    monkeypatch.setattr(metrics, "_BY_SQUASHED", {**metrics._BY_SQUASHED, "hits": "hits"})
    assert codes(source) == {"XEN301"}
