# feature: mutation | truth: right | runs: [[]]
from tensorflow import keras


class Settings:
    activation = "softmax"


type.__setattr__(Settings, "activation", None)
activation = Settings.activation

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
