# feature: object | truth: right | runs: [[]]
from tensorflow import keras


def f(*a, act=None):
    return act


acts = [None, "softmax"]


def take(*rest, act):
    return rest[0] if rest else act


x = ["softmax", None]
model = keras.Sequential([keras.layers.Dense(10, activation=take(act=x.pop(0), *x[1:]))])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
