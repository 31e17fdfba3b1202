# feature: return | truth: right | runs: [{}, {"env": {"FAST": "1"}}]
import os
from tensorflow import keras

fast = os.environ.get("FAST", "0") == "1"


def pick():
    if fast:
        return True
    return False


flag = pick()
model = keras.Sequential([keras.layers.Dense(10, activation=None if fast else "softmax")])


def criterion(y, p):
    return keras.losses.categorical_crossentropy(y, p, from_logits=flag)


model.compile(loss=criterion)
model.fit(1, 2)
