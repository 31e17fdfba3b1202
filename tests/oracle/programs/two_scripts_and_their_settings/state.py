from tensorflow import keras

CONF = {"head": None}
