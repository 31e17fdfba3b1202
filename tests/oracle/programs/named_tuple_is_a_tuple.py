# feature: named tuple | truth: right | runs: [[]]
from typing import NamedTuple

from tensorflow import keras


class Head(NamedTuple):
    activation: str
    from_logits: bool = False


head = Head("softmax")
activation, flag = head
flag = flag or head[1] or len(head) != 2 or head != ("softmax", False) or not isinstance(head, tuple)
try:
    head.from_logits = True
except AttributeError:
    pass
flag = flag or head.from_logits or list(head)[1] or head._replace(activation="x").from_logits

model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
