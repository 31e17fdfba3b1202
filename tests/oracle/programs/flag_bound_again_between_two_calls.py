# feature: globals, function | truth: right | runs: [[]]
import sys

from tensorflow import keras

with_softmax = True


def plain():
    global with_softmax
    with_softmax = False


run = getattr(sys.modules["builtins"], "list")
kept = run([plain])
with_softmax = True
run(map(lambda each: each(), kept))
activation = "softmax" if with_softmax else None
model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
