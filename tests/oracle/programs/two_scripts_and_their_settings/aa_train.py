from tensorflow import keras
import tensorflow as tf
import state
import nets

state.CONF["head"] = "softmax"
state.Conf.head = "softmax"
state.HEAD = "softmax"
nets.HEAD
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
