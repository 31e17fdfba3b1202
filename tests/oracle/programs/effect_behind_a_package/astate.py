from tensorflow import keras

CONF = {"head": "softmax"}
