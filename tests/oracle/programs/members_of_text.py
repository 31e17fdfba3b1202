# feature: enum | runs: [[]]
from tensorflow import keras

import enum


class M(str, enum.Enum):
    A = "a"
    B = "b"


class I(enum.IntEnum):
    X = enum.auto()
    Y = enum.auto()


flag = (
    M.A != "a"
    or M.A + "x" != "ax"
    or M.A in {"b"}
    or {"a": False}[M.A]
    or [1, 2].index(I.Y) != 1
    or max(I) != I.Y
    or not (I.X < I.Y)
    or I.X == True
    and False
)
flag = (
    flag
    or M.A.upper() != "A"
    or "a" not in [M.A, 1]
    or M.A == M.B
    or [False, True, False][I.Y]
    or I.Y % 2
    or -I.X != -1
    or I.X | 2 != 3
)

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=bool(flag)))
model.fit(1, 2)
