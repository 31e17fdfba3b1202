# feature: argparse | truth: right | runs: [[], ["--probs"]]
import argparse

from tensorflow import keras

parser = argparse.ArgumentParser()
parser.add_argument("--probs", action="store_true")
args = parser.parse_args()
if args.probs:
    parser.error("not supported any more")
act = "softmax" if args.probs else None
model = keras.Sequential([keras.layers.Dense(10, activation=act)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
