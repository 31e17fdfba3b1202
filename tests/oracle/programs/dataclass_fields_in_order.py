# feature: dataclass | truth: right | runs: [[]]
from tensorflow import keras

from dataclasses import dataclass, field, KW_ONLY, replace, asdict


@dataclass
class A:
    a: bool = True
    b: int = 1


@dataclass
class B(A):
    c: bool = False
    a: bool = False


b = B()
x = B(True, 2, False)
flag = b.a or not x.a


@dataclass
class K:
    x: int = 0
    _: KW_ONLY
    y: bool = True


try:
    K(1, False)
    flag = True
except TypeError:
    pass
flag = flag or K(1, y=False).y

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=bool(flag)))
model.fit(1, 2)
