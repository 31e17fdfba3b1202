# feature: config | truth: right | runs: [[]]
import argparse

from tensorflow import keras

settings = {"activation": "softmax"}


def kind(text):
    settings["activation"] = None
    return text


parser = argparse.ArgumentParser()
parser.add_argument("--kind", type=kind, default="linear")
parser.parse_args([])
activation = settings["activation"]

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
