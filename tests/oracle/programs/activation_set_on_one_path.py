# feature: layers | truth: right | runs: [[], ["--export"]]
# Where the attribute of a layer is set on one path only, the other has what the layer was made with.
import sys

from tensorflow import keras

export = "--export" in sys.argv
head = keras.layers.Dense(1, activation="sigmoid")
if export:
    head.activation = None
model = keras.Sequential([head])
model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=export))
model.fit(1, 2)
