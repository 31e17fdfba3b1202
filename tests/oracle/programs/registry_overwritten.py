# feature: decorator | truth: right | runs: [[]]
from tensorflow import keras

HEADS = {}


def head(function):
    HEADS[function.__name__] = function
    return function


@head
def classes():
    return keras.layers.Dense(10, activation="softmax")


@head
def classes():
    return keras.layers.Dense(10)


model = keras.Sequential([HEADS["classes"]()])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
