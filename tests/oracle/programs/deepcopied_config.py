# feature: copy | truth: right | runs: [[]]
import copy

from tensorflow import keras


class Config:
    def __init__(self):
        self.head = {"activation": "softmax"}


base = Config()
scores = copy.deepcopy(base)
scores.head["activation"] = None
for config, logits in ((base, False), (scores, True)):
    model = keras.Sequential([keras.layers.Dense(10, **config.head)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=logits))
    model.fit(1, 2)
