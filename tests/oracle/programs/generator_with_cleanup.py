# feature: generator | truth: right | runs: [[]]
from tensorflow import keras

state = ["softmax"]


def sweep():
    try:
        for head in ("softmax", None):
            yield head
    finally:
        state.append("linear")


for head in sweep():
    state.append(head)
    break
model = keras.Sequential([keras.layers.Dense(10, activation=state[1])])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
