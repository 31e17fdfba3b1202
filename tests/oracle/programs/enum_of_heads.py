# feature: enum | truth: right | runs: [["softmax"], ["linear"]]
import enum
import sys

from tensorflow import keras


class Head(enum.Enum):
    PROBS = "softmax"
    SCORES = "linear"

    @property
    def from_logits(self):
        return self is Head.SCORES


head = Head(sys.argv[1])
model = keras.Sequential([keras.layers.Dense(10, activation=head.value)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=head.from_logits))
model.fit(1, 2)
