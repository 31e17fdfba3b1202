# feature: dict | truth: right | runs: [{}, {"args": ["--fast"]}, {"env": {"DEBUG": "1"}}, {"args": ["--fast"], "env": {"DEBUG": "1"}}]
# A key made of two switches, of which one is known on a path: the entries with the other answer are not found there.
import os
import sys

import tensorflow as tf

debug = os.environ.get("DEBUG", "0") == "1"
fast = "--fast" in sys.argv
takes_logits = {(False, False): False, (False, True): False, (True, False): True, (True, True): True}
head = tf.keras.layers.Dense(10) if debug else tf.keras.layers.Dense(10, activation="softmax")
model = tf.keras.Sequential([head])


def criterion(y, p):
    return tf.keras.losses.categorical_crossentropy(y, p, from_logits=takes_logits[(debug, fast)])


model.compile(loss=criterion)
model.fit(1, 2)
