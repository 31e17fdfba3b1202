# feature: object | truth: right | runs: [[]]
import os
import helper
from tensorflow import keras

os.environ["HEAD"] = "softmax"


def flip():
    os.environ["HEAD"] = "linear"


helper.call(flip)
model = keras.Sequential([keras.layers.Dense(10, activation=os.environ["HEAD"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
