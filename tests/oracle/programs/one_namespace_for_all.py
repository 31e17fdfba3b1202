# feature: class | truth: right | runs: [[]]
from types import SimpleNamespace

from tensorflow import keras


class Config:
    shared = {"from_logits": True}

    def __init__(self):
        self.__dict__ = Config.shared


first, second = Config(), Config()
second.from_logits = True
first.from_logits = False
names = SimpleNamespace(from_logits=True)
inside = vars(names)
names.from_logits = True
inside["from_logits"] = False
flag = second.from_logits or names.from_logits

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
