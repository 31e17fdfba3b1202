# feature: copy | truth: wrong | runs: [[]]
import copy

from tensorflow import keras


class Config:
    def __init__(self):
        self.head = {"activation": "softmax"}


base = Config()
scores = copy.copy(base)
scores.head["activation"] = None
model = keras.Sequential([keras.layers.Dense(10, **base.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
