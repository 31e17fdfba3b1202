# feature: modules | truth: right | runs: [["scores"], ["probs"]]
import sys

from app import HEADS
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation=HEADS[sys.argv[1]])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=sys.argv[1] == "scores"))
model.fit(1, 2)
