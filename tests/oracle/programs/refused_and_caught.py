# feature: raise, try | truth: right | runs: [[]]
import os

from tensorflow import keras


def version():
    return int(str(os.sys.version_info[0]))


def head():
    if version() > 2:
        raise RuntimeError("the old head")
    return keras.layers.Dense(10, activation="softmax")


try:
    last = head()
except RuntimeError:
    last = keras.layers.Dense(10)
model = keras.Sequential([last])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
