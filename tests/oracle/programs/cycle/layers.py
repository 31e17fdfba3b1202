import heads
from tensorflow import keras

default = getattr(heads, "activation", "softmax")


def dense(units, activation):
    return keras.layers.Dense(units, activation=activation or default)
