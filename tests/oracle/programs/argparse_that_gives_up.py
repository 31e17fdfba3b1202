# feature: config | truth: right | runs: [[]]
import argparse

from tensorflow import keras

parser = argparse.ArgumentParser()
parser.add_argument("data")
activation = "softmax"
try:
    parser.parse_args([])
except SystemExit:
    activation = None

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
