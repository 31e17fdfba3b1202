# feature: return | truth: right | runs: [{}, {"args": ["a"]}, {"args": ["b"]}, {"args": ["a", "b"]}]
import sys

from tensorflow import keras

first, second = "a" in sys.argv, "b" in sys.argv


def pick():
    if first:
        if second:
            return True
    return False


flag = pick()
both = first and second
model = keras.Sequential([keras.layers.Dense(10, activation=None if both else "softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
