# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import helper


def build(act="softmax"):
    return act


build.activation = "softmax"
helper.configure(build)
model = keras.Sequential([keras.layers.Dense(10, activation=build.activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
