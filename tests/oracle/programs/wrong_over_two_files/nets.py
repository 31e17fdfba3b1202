from tensorflow import keras


def classifier(units, activation="softmax"):
    return keras.Sequential([keras.layers.Dense(32, activation="relu"), keras.layers.Dense(units, activation=activation)])
