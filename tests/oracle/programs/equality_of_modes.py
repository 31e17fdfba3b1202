# feature: dunder | truth: right | runs: [[]]
from tensorflow import keras


class Mode:
    def __init__(self, name):
        self.name = name.lower()

    def __eq__(self, other):
        return isinstance(other, Mode) and self.name == other.name

    def __hash__(self):
        return hash(self.name)


ACTIVATIONS = {Mode("Scores"): None, Mode("Probs"): "softmax"}
model = keras.Sequential([keras.layers.Dense(10, activation=ACTIVATIONS[Mode("SCORES")])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=Mode("scores") == Mode("SCORES")))
model.fit(1, 2)
