# feature: for, object | truth: right | runs: [["a"], ["a", "b"]]
import sys

from tensorflow import keras


class Head:
    def __init__(self, before):
        self.activation = "softmax"
        self.before = before
        if before is not None:
            before.activation = None


head = None
for each in [*sys.argv, "more"]:
    head = Head(head)
model = keras.Sequential([keras.layers.Dense(10, activation=head.before.activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
