# feature: flow | truth: right | runs: [[]]
import threading

from tensorflow import keras

settings = {}


def change():
    settings["activation"] = None


thread = threading.Thread(target=change)
settings["activation"] = "softmax"
thread.start()
thread.join()
activation = settings["activation"]

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
