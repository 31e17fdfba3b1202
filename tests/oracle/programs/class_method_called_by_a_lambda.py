# feature: classmethod, lambda | truth: right | runs: [[]]
import helper

from tensorflow import keras


class Config:
    activation = "softmax"

    @classmethod
    def clear(cls):
        cls.activation = None


helper.call(lambda: Config.clear())
model = keras.Sequential([keras.layers.Dense(10, activation=Config.activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
