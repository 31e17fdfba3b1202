"""Names that only some generations of Keras have, and what a file that uses them has to be right on."""

from __future__ import annotations

import inspect

import pytest

from xentlint.apis.evidence import eras_of, narrowed
from xentlint.apis.runtimes import ALL_ERAS, Era

KERAS3 = {Era.KERAS3}
BEFORE_KERAS3 = set(ALL_ERAS) - KERAS3
SINCE_24 = set(ALL_ERAS) - {Era.TF20_23}


@pytest.mark.parametrize(
    ("text", "eras"),
    [
        ("from keras import layers, ops\n", KERAS3),
        ("x = keras.ops.softmax(y)\n", KERAS3),
        ("import keras_core as keras\n", KERAS3),
        ('keras.mixed_precision.set_global_policy("mixed_float16")\n', SINCE_24),
        ("opt = Adam(lr=1e-3)\n", BEFORE_KERAS3),
        ("opt = tf.keras.optimizers.SGD(momentum=0.9, lr=0.1)\n", BEFORE_KERAS3),
        ("model.fit(x, y, workers=4)\n", BEFORE_KERAS3),
        ("model.fit_generator(batches)\n", BEFORE_KERAS3),
        ("classes = model.predict_classes(x)\n", {Era.TF20_23, Era.TF24, Era.TF25_29}),
        ("classifier = tf.estimator.Estimator(model_fn=model_fn)\n", BEFORE_KERAS3),
        ("h = tf.layers.dense(x, 10)\n", BEFORE_KERAS3),
        ("h = tf.compat.v1.layers.dense(x, 10)\n", BEFORE_KERAS3),
        ("h = tf.contrib.layers.flatten(x)\n", {Era.TF20_23}),
        ("h = tf.keras.layers.Dense(10)(x)\n", set(ALL_ERAS)),
        ("import tensorflow.compat.v1 as tf\nx = tf.placeholder(tf.float32)\n", set(ALL_ERAS)),
        ("opt = Adam(learning_rate=1e-3)\nmodel.fit(x, y)\n", set(ALL_ERAS)),
        ("step(lr=0.1)\nAdam(1e-3)\n", set(ALL_ERAS)),
        # Other libraries have methods and arguments of these names.
        ("probabilities = forest.predict_proba(x)\n", set(ALL_ERAS)),
        ("import torch\nopt = Adam(lr=1e-3)\n", set(ALL_ERAS)),
        # Two halves that nothing runs together say nothing.
        ("keras.ops.softmax(y)\nAdam(lr=1e-3)\n", set(ALL_ERAS)),
    ],
)
def test_what_a_text_says(text: str, eras: set[Era]) -> None:
    assert eras_of(text) == eras


def test_keras_next_to_tf_keras_is_keras_3() -> None:
    assert narrowed(ALL_ERAS, {"keras", "tf_keras"}, []) == {Era.TF214_215, Era.KERAS3}


def test_what_is_targeted_is_never_narrowed_to_nothing() -> None:
    assert narrowed(KERAS3, {"tf"}, ["Adam(lr=1)"]) == KERAS3


@pytest.mark.tensorflow
def test_keras_3_lacks_what_the_rows_say() -> None:
    keras = pytest.importorskip("keras", minversion="3")
    with pytest.raises(ValueError, match="lr"):
        keras.optimizers.Adam(lr=1e-3)
    for method in ("fit_generator", "predict_generator", "predict_classes"):
        assert not hasattr(keras.Model, method)
    assert not {"workers", "use_multiprocessing"} & set(inspect.signature(keras.Model.fit).parameters)
    assert hasattr(keras, "ops")


@pytest.mark.tensorflow
def test_tensorflow_with_keras_3_lacks_what_the_rows_say() -> None:
    tf = pytest.importorskip("tensorflow", minversion="2.16")
    assert not any(hasattr(tf, name) for name in ("estimator", "layers", "contrib"))
    assert not hasattr(tf.compat.v1, "estimator")
    with pytest.raises(AttributeError):
        _ = tf.compat.v1.layers.dense
