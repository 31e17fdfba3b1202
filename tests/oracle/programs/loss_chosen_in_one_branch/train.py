# feature: function, keras, class, modules: settings | truth: right | runs: [{"args": ["--mode", "plain"]}, {"args": ["--mode", "export"]}]
import tensorflow as tf
import keras
import settings as cfg

model = keras.Sequential([keras.layers.Dense(10)])
model.add(keras.layers.Softmax())
loss = cfg.CHOICE
with tf.GradientTape() as tape:
    value = loss(1, model(2, training=True))
