# feature: f-string, in | truth: wrong | runs: [["a"], ["softmax"], ["plain"]]
import sys

from tensorflow import keras

name = sys.argv[1]
made = []
for kind in (f"{name}_plain", f"{name}_softmax"):
    if "plain" in kind:
        made.append(keras.layers.Dense(10))
    elif "softmax" in kind:
        made.append(keras.layers.Activation("softmax"))
model = keras.Sequential(made)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits="softmax" not in f"{name}_softmax"))
model.fit(1, 2)
