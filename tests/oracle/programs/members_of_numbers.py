# feature: enum | truth: right | runs: [[]]
import enum

from tensorflow import keras


class Head(enum.IntEnum):
    PROBS = 0
    LOGITS = 1
    SAME = False


class Mode(str, enum.Enum):
    NONE = ""
    SCORES = "scores"


head = Head.PROBS
flag = bool(head) or bool(Mode.NONE) or Head.SAME is not Head.PROBS or head + 1 != Head.LOGITS
try:
    Head.PROBS = Head.LOGITS
except AttributeError:
    pass
try:
    head.value = 1
except AttributeError:
    pass
flag = flag or Head.PROBS == 1 or head.value == 1

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
