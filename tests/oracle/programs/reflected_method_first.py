# feature: operator | truth: right | runs: [[]]
from tensorflow import keras


class Base:
    def __init__(self, flag):
        self.flag = flag

    def __add__(self, other):
        return True

    def __lt__(self, other):
        return True


class Special(Base):
    def __radd__(self, other):
        return False

    def __gt__(self, other):
        return False


class Bag:
    def __contains__(self, item):
        return 1


flag = Base(1) + Special(2) or Base(1) < Special(2) or (2 in Bag()) is not True

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
