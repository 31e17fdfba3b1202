# feature: functools | truth: right | runs: [[]]
import functools

from tensorflow import keras


class Config:
    def __init__(self):
        self.from_logits = True

    def choose(self, value):
        self.from_logits = value

    probs = functools.partialmethod(choose, False)


config = Config()
config.probs()


@functools.singledispatch
def flag_of(value):
    return True


@flag_of.register
def _(value: int):
    return False


flag = config.from_logits or flag_of(3)

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
