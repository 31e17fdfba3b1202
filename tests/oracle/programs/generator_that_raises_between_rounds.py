# feature: flow | truth: right | runs: [[]]
from tensorflow import keras

seen = [0]
[seen.append(i) for i in range(70) if i == 49]


def activations():
    yield None
    if len(seen) == 2:
        raise ValueError
    yield "softmax"


activation = "softmax"
try:
    for activation in activations():
        print(activation)
except ValueError:
    print("no more")

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
