# feature: named tuple | truth: right | runs: [[]]
from tensorflow import keras

from typing import NamedTuple


class P(NamedTuple):
    a: bool
    b: bool = False

    def both(self):
        return self.a and self.b


p = P(True)
d = p._asdict()
q = P._make([False, False])
match p:
    case (x, y):
        flag = y
    case _:
        flag = True
flag = flag or p.both() or q.a or d["b"] or (p + (1,))[1] or p < (False,) or p == P(False) or not p
*r, s = p
flag = flag or s or P(*[False, False]) != (False, False) or hash(p) != hash((True, False))
try:
    P()
    flag = True
except TypeError:
    pass
t = {p: False}[(True, False)]
flag = flag or t

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=bool(flag)))
model.fit(1, 2)
