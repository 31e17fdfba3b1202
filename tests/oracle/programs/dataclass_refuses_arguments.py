# feature: dataclass | truth: right | runs: [[]]
from dataclasses import dataclass

from tensorflow import keras


@dataclass
class Config:
    units: int = 10


flag = False
for given in ((1, 2),):
    try:
        Config(*given)
        flag = True
    except TypeError:
        pass
try:
    Config(units=1, depth=2)
    flag = True
except TypeError:
    pass


class Plain:
    pass


try:
    Plain(3)
    flag = True
except TypeError:
    pass

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
