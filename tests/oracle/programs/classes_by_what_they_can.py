# feature: protocol | truth: right | runs: [[]]
from abc import ABC, abstractmethod
from typing import Protocol, runtime_checkable

from tensorflow import keras


@runtime_checkable
class Scores(Protocol):
    def scores(self): ...


class Head(ABC):
    @abstractmethod
    def scores(self): ...


class Mine:
    def scores(self):
        return False


Head.register(Mine)
flag = not (isinstance(Mine(), Scores) and isinstance(Mine(), Head))
try:
    Head()
    flag = True
except TypeError:
    pass
try:

    class Order(object, Mine):
        pass

    flag = True
except TypeError:
    pass

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
