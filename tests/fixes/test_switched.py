"""A branch that a constant switches off is not left with the activation that the other one lost."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import fix_of

ONE = 'model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])'
OTHER = "model = tf.keras.Sequential([tf.keras.layers.Dense(5), tf.keras.layers.Dense(3, activation={})])"
ARMS = """\
import tensorflow as tf

mode = "flat"  # or "deep"
if mode == "flat":
    {one}
else:
    {other}
model.compile("sgd", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False))
model.fit(x, y)
"""
RETURNS = """\
import tensorflow as tf


def build(mode="flat"):
    if mode == "flat":
        {one}
        return model
    {other}
    return model


model = build()
model.compile("sgd", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False))
model.fit(x, y)
"""


@pytest.mark.parametrize("program", [ARMS, RETURNS])
@pytest.mark.parametrize(
    ("activation", "same"), [('"softmax"', True), ("tf.nn.softmax", True), ("None", False)]
)
def test_another_branch_with_the_activation_is_a_reason(program: str, activation: str, same: bool) -> None:
    fix = fix_of(program.format(one=ONE, other=OTHER.format(activation)))
    assert (fix.applicability is Applicability.UNSAFE) == same
    assert ("a branch that is switched off makes the output too" in fix.message) == same


def test_a_branch_that_may_be_taken_is_repaired_along() -> None:
    source = ARMS.replace('"flat"  # or "deep"', "input()").format(one=ONE, other=OTHER.format('"softmax"'))
    fix = fix_of(source)
    assert fix.applicability is Applicability.SAFE
    assert fix.edits
