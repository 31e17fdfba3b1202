# feature: exception | truth: right | runs: [[]]
from tensorflow import keras


class Settings:
    activation = "softmax"


def experiment():
    Settings.activation = None
    try:
        return keras.Sequential([keras.layers.Dense(10, activation=Settings.activation)])
    finally:
        Settings.activation = "softmax"


model = experiment()
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
model = keras.Sequential([keras.layers.Dense(10, activation=Settings.activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
