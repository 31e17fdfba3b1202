# feature: dunder | truth: right | runs: [[]]
from tensorflow import keras

seen = [0]
[seen.append(i) for i in range(70) if i == 49]


class Settings:
    def __getattr__(self, name):
        if len(seen) == 2:
            raise AttributeError(name)
        return "softmax"


settings = Settings()
activation = getattr(settings, "activation", None)
if hasattr(settings, "activation"):
    activation = "softmax"

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
