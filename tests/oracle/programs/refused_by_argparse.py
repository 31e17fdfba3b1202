# feature: argparse | truth: right | runs: [["scores"], ["probs"]]
import argparse

from tensorflow import keras

parser = argparse.ArgumentParser()
parser.add_argument("head", choices=["scores"])
head = parser.parse_args().head
model = keras.Sequential([keras.layers.Dense(10, activation="softmax" if head == "probs" else None)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
