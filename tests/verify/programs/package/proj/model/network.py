"""The network."""

import tensorflow as tf


def build(classes):
    return tf.keras.Sequential(
        [
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(classes, activation=tf.nn.softmax),
        ]
    )
