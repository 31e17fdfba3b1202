# feature: setattr | truth: right | runs: [[]]
from unittest import mock

from tensorflow import keras


def keep(self, x):
    return x


with mock.patch("tensorflow.keras.layers.Softmax.call", keep):
    quiet = keras.Sequential([keras.layers.Dense(10), keras.layers.Softmax()])
    quiet.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    quiet.fit(1, 2)

keras.layers.Softmax.call = keep
model = keras.Sequential([keras.layers.Dense(10), keras.layers.Softmax()])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)

compile_as_before = keras.Sequential.compile


def compile_on_logits(self, loss=None, **options):
    compile_as_before(self, loss=keras.losses.CategoricalCrossentropy(from_logits=True), **options)


keras.Sequential.compile = compile_on_logits
other = keras.Sequential([keras.layers.Dense(10)])
other.compile(loss="categorical_crossentropy")
other.fit(1, 2)
