# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import os
import helper

os.environ["HEAD"] = "softmax"
helper.swap(os.environ, "HEAD", "linear")
model = keras.Sequential([keras.layers.Dense(10, activation=os.environ["HEAD"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
