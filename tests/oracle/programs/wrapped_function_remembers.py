# feature: functools | truth: right | runs: [[]]
import functools

from tensorflow import keras


def outer(function):
    @functools.wraps(function)
    def inner():
        return True

    return inner


@outer
def flag_of():
    return False


flag = flag_of.__wrapped__() or flag_of.__name__ != "flag_of"

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
