# feature: flow | truth: right | runs: [[]]
from tensorflow import keras

layers = {"dense": 1}
activation = "softmax"
try:
    for _ in layers:
        layers["head"] = 2
except RuntimeError:
    activation = None

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
