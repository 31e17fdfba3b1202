# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import sys
import argparse

sys.argv.append("--no")
p = argparse.ArgumentParser()
p.add_argument("--no", action="store_true")
a = p.parse_args()
model = keras.Sequential([keras.layers.Dense(10, activation=None if a.no else "softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
