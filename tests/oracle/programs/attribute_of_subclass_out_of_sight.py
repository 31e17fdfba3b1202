# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import helper


class Base:
    activation = "softmax"


class Sub(Base):
    pass


def change():
    Sub.activation = None


sub = Sub()
helper.call(change)
model = keras.Sequential([keras.layers.Dense(10, activation=sub.activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
