# feature: exception | truth: right | runs: [[]]
import os

from tensorflow import keras

settings = {"activation": "softmax"}
os.environ["HEAD"] = "plain"
os.environ.setdefault("HEAD", "softmax")


def fallen_back():
    settings["activation"] = None
    return "the default head is used"


try:
    assert os.environ["HEAD"] == "softmax", fallen_back()
except AssertionError as error:
    print(error)

model = keras.Sequential([keras.layers.Dense(10, activation=settings["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
