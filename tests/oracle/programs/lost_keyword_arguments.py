# feature: call | truth: right | runs: [[]]
from tensorflow import keras

options = {}
for i in range(100):
    options["activation"[: 10 + i]] = None


def chosen(activation="softmax"):
    return activation


activation = chosen(**options)

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
