# feature: hidden | truth: right | runs: [[]]
import unittest
from tensorflow import keras


class Checks:
    head = "softmax"

    def test_train(self):
        model = keras.Sequential([keras.layers.Dense(10, activation=self.head)])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


class Logits(Checks, unittest.TestCase):
    head = None


unittest.main(argv=["x"], exit=False)
