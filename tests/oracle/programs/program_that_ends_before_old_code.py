# feature: flow | truth: right | runs: [[]]
import sys

from tensorflow import keras


def train(activation):
    net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
    net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    net.fit(1, 2)


if sum(i for i in range(80)) > 5:
    train(None)
    sys.exit(0)
train("softmax")
