# feature: compare | truth: right | runs: [{}, {"args": ["--fast"]}, {"env": {"DEBUG": "1"}}, {"args": ["--fast"], "env": {"DEBUG": "1"}}]
# Tuples are equal when all of their items are: so each switch decides, and both together.
import os
import sys

import tensorflow as tf

debug = os.environ.get("DEBUG", "0") == "1"
fast = "--fast" in sys.argv
both = (debug, fast) == (True, True)
head = tf.keras.layers.Dense(10, activation=None if debug and fast else "softmax")
model = tf.keras.Sequential([head])
with tf.GradientTape() as tape:
    loss = tf.keras.losses.CategoricalCrossentropy(from_logits=both)(1, model(2))
