# feature: f-string, str.format | truth: right | runs: [["a"], ["b"]]
import sys

from tensorflow import keras

name = sys.argv[1]
for text in (f"{name + 'soft':.2}", "{:.2}".format(name + "soft"), "%.2s" % (name + "soft")):
    activation = "softmax" if "soft" in text else None
    model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)
