# feature: dataclass | truth: right | runs: [[]]
from dataclasses import dataclass
from tensorflow import keras


@dataclass(frozen=True)
class F:
    a: int = 0


table = {F(1): False, F(2): True}
flag = table[F(1)] or table.get(F(1), True) or F(1) not in table or len({F(1), F(1)}) != 1
try:
    table[F(3)]
    flag = True
except KeyError:
    pass


class G:
    def __eq__(self, o):
        return True

    def __hash__(self):
        return 1


t = {G(): True}
t[G()] = False
flag = flag or len(t) != 1 or t[G()]
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
