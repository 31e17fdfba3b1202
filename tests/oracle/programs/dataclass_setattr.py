# feature: object | truth: right | runs: [[]]
import dataclasses

from tensorflow import keras

CONF = {"head": "softmax"}


def flip(*args, **kwargs):
    CONF["head"] = None


@dataclasses.dataclass
class B:
    a: int = 1

    def __setattr__(self, k, v):
        flip()
        super().__setattr__(k, v)


B()
inputs = keras.Input((4,))
model = keras.Model(inputs, keras.layers.Dense(10, activation=CONF["head"])(inputs))
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
