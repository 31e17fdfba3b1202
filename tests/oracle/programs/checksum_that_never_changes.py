# feature: flow | truth: right | runs: [[]]
import zlib

from tensorflow import keras


def train(activation):
    net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
    net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    net.fit(1, 2)


if zlib.crc32(b"release") > 5:
    train(None)
else:
    train("softmax")
