# feature: enum | truth: right | runs: [[]]
import enum

from tensorflow import keras


class Part(enum.Flag):
    NONE = 0
    BIAS = enum.auto()
    SCALE = enum.auto()


class Head(enum.Enum):
    _ignore_ = ["extra"]
    extra = 3
    PROBS = ("softmax", False)

    def __init__(self, activation, from_logits):
        self.activation = activation
        self.from_logits = from_logits


flag = Part.BIAS == 1 or hasattr(Head, "extra") or len(Head) != 1 or Head.PROBS.from_logits

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
