from tensorflow import keras

FROM_LOGITS = True


def build():
    return keras.Sequential([keras.layers.Dense(10)])
