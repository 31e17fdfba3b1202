# feature: argparse | truth: wrong | runs: [["--head", "softmax"], ["--head", "linear"]]
import argparse

from tensorflow import keras

parser = argparse.ArgumentParser()
parser.add_argument("--head", choices=["softmax", "linear"], default="softmax")
args = parser.parse_args()
model = keras.Sequential([keras.layers.Dense(10, activation=args.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
