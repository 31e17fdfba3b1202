# feature: hidden | truth: right | runs: [[]]
from tensorflow import keras


class B:
    head = "softmax"


class A(B):
    pass


A.__mro__[1].head = None
model = keras.Sequential([keras.layers.Dense(10, activation=A.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
