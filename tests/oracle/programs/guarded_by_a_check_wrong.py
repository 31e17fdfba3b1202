# feature: raise | truth: wrong | runs: [[]]
import os

from tensorflow import keras


def version():
    return int(str(os.sys.version_info[0]))


if version() < 3:
    raise RuntimeError("needs Python 3")
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
