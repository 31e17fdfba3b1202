# feature: flow | truth: right | runs: [[]]
from tensorflow import keras


def activations():
    yield "softmax"
    return None


remaining = activations()
next(remaining)
try:
    next(remaining)
    activation = "softmax"
except StopIteration as end:
    activation = end.value

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
