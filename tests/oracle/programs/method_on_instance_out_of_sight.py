# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import helper


class Config:
    def activation(self):
        return "softmax"


def change():
    config.activation = lambda: None


config = Config()
helper.call(change)
model = keras.Sequential([keras.layers.Dense(10, activation=config.activation())])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
