# feature: special method | truth: right | runs: [[]]
from tensorflow import keras


class Watched:
    def __init__(self):
        self.from_logits = True

    def __format__(self, spec):
        self.from_logits = False
        return "watched"


class Shown(Watched):
    def __str__(self):
        self.from_logits = False
        return "shown"

    __format__ = object.__format__


watched, shown, again = Watched(), Shown(), Watched()
text = f"{watched} {shown}"
"{}".format(again)
flag = watched.from_logits or shown.from_logits or again.from_logits

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
