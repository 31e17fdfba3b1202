# feature: dunder | truth: right | runs: [[]]
from tensorflow import keras


class Factory:
    def __init__(self, *heads):
        self._heads = list(heads)

    def __call__(self):
        return keras.layers.Dense(10, activation=self._heads.pop(0))

    def __len__(self):
        return len(self._heads)


factory = Factory("softmax", None)
first = keras.Sequential([factory()])
first.compile(loss=keras.losses.CategoricalCrossentropy())
first.fit(1, 2)
if factory:
    second = keras.Sequential([factory()])
    second.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    second.fit(1, 2)
