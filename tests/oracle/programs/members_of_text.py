# feature: enum | truth: right | runs: [[]]
from tensorflow import keras

import enum


class M(str, enum.Enum):
    A = "a"
    B = "b"


class Number(enum.IntEnum):
    X = enum.auto()
    Y = enum.auto()


flag = (
    M.A != "a"
    or M.A + "x" != "ax"
    or M.A in {"b"}
    or {"a": False}[M.A]
    or [1, 2].index(Number.Y) != 1
    or max(Number) != Number.Y
    or not (Number.X < Number.Y)
)
flag = (
    flag
    or M.A.upper() != "A"
    or "a" not in [M.A, 1]
    or M.A == M.B
    or [False, True, False][Number.Y]
    or Number.Y % 2
    or -Number.X != -1
    or Number.X | 2 != 3
)

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=bool(flag)))
model.fit(1, 2)
