# feature: mutation | truth: right | runs: [[]]
from tensorflow import keras


def chosen(*, activation="softmax"):
    return activation


chosen.__kwdefaults__["activation"] = None
activation = chosen()

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
