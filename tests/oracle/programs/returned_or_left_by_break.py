# feature: for, return | truth: right | runs: [[], ["a"], ["b"], ["a", "b"]]
import sys

from tensorflow import keras

first = "a" in sys.argv
second = "b" in sys.argv


def choose():
    for _ in range(len(sys.argv)):
        if first:
            if not second:
                return "softmax"
        if not second:
            break
    return None


activation = choose()
model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=activation is None))
model.fit(1, 2)
