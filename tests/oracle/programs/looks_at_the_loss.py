# feature: getattr | truth: right | runs: [[], ["--logits"]]
import sys

from tensorflow import keras


def train(loss):
    model = keras.Sequential([keras.layers.Dense(10)])
    if not getattr(loss, "from_logits", False):
        model.add(keras.layers.Softmax())
    model.compile(loss=loss)
    model.fit(1, 2)


train(keras.losses.CategoricalCrossentropy(from_logits="--logits" in sys.argv))
