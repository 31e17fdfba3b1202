# feature: exception | truth: right | runs: [[]]
from tensorflow import keras


def build(activation):
    if activation not in (None, "softmax"):
        raise ValueError(activation)
    return keras.Sequential([keras.layers.Dense(10, activation=activation)])


for activation in ("sofmax", "softmax", None):
    try:
        model = build(activation)
    except ValueError:
        continue
    break
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
