# feature: environ | truth: right | runs: [[], ["--logits"]]
import os
import sys

from tensorflow import keras

os.environ["HEAD"] = "linear" if "--logits" in sys.argv else "softmax"


def head():
    return os.environ["HEAD"]


model = keras.Sequential([keras.layers.Dense(10, activation=head())])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=head() == "linear"))
model.fit(1, 2)
