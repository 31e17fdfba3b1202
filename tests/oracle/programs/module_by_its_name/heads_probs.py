from tensorflow import keras

FROM_LOGITS = False


def build():
    return keras.Sequential([keras.layers.Dense(10, activation="softmax")])
