# feature: mutation | truth: right | runs: [[]]
from tensorflow import keras

settings = {"activation": "softmax"}
dict.update(settings, activation=None)
activation = settings["activation"]

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
