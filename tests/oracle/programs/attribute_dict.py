# feature: dunder | truth: right | runs: [[]]
from tensorflow import keras


class Config(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self[name] = value


config = Config(units=10, activation="softmax")
config.activation = None
if hasattr(config, "from_logits"):
    config.activation = "softmax"
model = keras.Sequential([keras.layers.Dense(**config)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
