# feature: enum | truth: right | runs: [[]]
import enum

from tensorflow import keras


flag = False
try:

    @enum.unique
    class Head(enum.Enum):
        PROBS = 1
        SOFTMAX = 1

    flag = True
except ValueError:
    pass

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
