from tensorflow import keras

ACTIVATION = "softmax"


def head():
    return keras.layers.Dense(10, activation=ACTIVATION)
