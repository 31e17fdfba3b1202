# feature: imports | truth: right | runs: [[]]
from unittest import mock

from tensorflow import keras

Dense = keras.layers.Dense
with mock.patch("tensorflow.keras.layers.Dense", lambda units, activation: Dense(units, activation=None)):
    net = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
