# feature: compare | truth: right | runs: [["1"], ["3"], ["9"]]
import sys

from tensorflow import keras

depth = int(sys.argv[1])
deep = 2 < depth <= 5
model = keras.Sequential([keras.layers.Dense(10, activation="softmax" if deep else None)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=not 3 <= depth < 6))
model.fit(1, 2)
