# feature: while | truth: right | runs: [[]]
from tensorflow import keras

candidates = ["unknown", "softmax", "linear"]
activation = None
while activation is None:
    name = candidates.pop(0)
    if hasattr(keras.activations, name):
        activation = name
model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
