# feature: recursion | truth: right | runs: [[]]
# What takes too many calls to follow writes through another name of what it names.
from tensorflow import keras

config = {"head": "softmax"}


def walk(count):
    if count:
        return walk(count - 1)
    it = config
    it["head"] = None
    return None


walk(12)
model = keras.Sequential([keras.layers.Dense(10, activation=config["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
