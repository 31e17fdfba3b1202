# feature: modules | truth: right | runs: [[]]
from tensorflow import keras

activation = "softmax"
try:
    from heads import UNITS

    print(UNITS)
except RuntimeError:
    activation = None

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
