# feature: flow | truth: right | runs: [[]]
from tensorflow import keras

asked = []


def numbers():
    for i in range(5):
        asked.append(i)
        yield i


try:
    first, second = numbers()
except ValueError:
    print("too many")
activation = None if len(asked) == 3 else "softmax"

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
