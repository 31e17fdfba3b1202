from tensorflow import keras

HEAD = None
