# feature: itertools | truth: right | runs: [[]]
import itertools

from tensorflow import keras

for units, logits in itertools.product((10, 20), (False, True)):
    if units == 20 and logits:
        continue
    model = keras.Sequential([keras.layers.Dense(units, activation=None if logits else "softmax")])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=logits))
    model.fit(1, 2)
