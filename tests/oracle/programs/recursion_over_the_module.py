# feature: recursion | truth: right | runs: [[]]
# The same by the table of the module's names.
from tensorflow import keras

HEAD = "softmax"


def walk(count):
    if count:
        return walk(count - 1)
    globals()["HEAD"] = None
    return None


walk(12)
model = keras.Sequential([keras.layers.Dense(10, activation=HEAD)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
