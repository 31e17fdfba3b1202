# feature: dunder | truth: right | runs: [[]]
from tensorflow import keras

settings = {"activation": "softmax"}


class Session:
    def __del__(self):
        settings["activation"] = None


def use():
    session = Session()
    print(session)


use()
activation = settings["activation"]

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
