"""What an output goes through before the loss gets it: functions of the program, other shapes."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import fix_of

PROGRAM = """\
import numpy as np
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3, activation="softmax")])
cross = tf.keras.losses.SparseCategoricalCrossentropy()
{functions}

def step(x, y):
    with tf.GradientTape() as tape:
        {predictions}
        loss = cross(y, predictions)
    return tape.gradient(loss, net.trainable_variables)


for x, y in data:
    step(x, y)
{readers}
"""
FORWARD = "def forward(x):\n    return net(x, training=True)\n"
CALL = "predictions = forward(x)"


def is_safe(functions: str = FORWARD, predictions: str = CALL, readers: str = "") -> bool:
    source = PROGRAM.format(functions=functions, predictions=predictions, readers=readers)
    return fix_of(source).applicability is Applicability.SAFE


@pytest.mark.parametrize("compiled", ["", "@tf.function\n", "@tf.function(reduce_retracing=True)\n"])
def test_a_function_gives_it_to_its_callers_in_sight(compiled: str) -> None:
    assert is_safe(compiled + FORWARD)


@pytest.mark.parametrize(
    "readers",
    ["keep(forward)", "served.call = forward", "from elsewhere import forward", "keep.last = forward(x)"],
)
def test_a_function_that_others_may_call_is_not_safe(readers: str) -> None:
    assert not is_safe(readers=readers)


@pytest.mark.parametrize(
    "same", ["tf.reshape(net(x), [-1, 3])", "tf.squeeze(tf.identity(net(x)))", "tf.cast(net(x), tf.float64)"]
)
def test_another_shape_is_the_same_output(same: str) -> None:
    assert is_safe("", f"predictions = {same}")
