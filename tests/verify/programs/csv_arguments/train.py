"""Two classes from a CSV file; the learning rate and the file are arguments."""

import argparse

import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--lr", type=float, default=0.01)
parser.add_argument("--epochs", type=int, default=4)
arguments = parser.parse_args()

table = np.loadtxt(arguments.data, delimiter=",", skiprows=1, dtype="float32")
features, label = table[:, :-1] * 100, table[:, -1]

model = tf.keras.Sequential(
    [tf.keras.Input((4,)), tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(2)]
)
model.compile(tf.keras.optimizers.Adam(arguments.lr), loss="sparse_categorical_crossentropy")
model.fit(features, label, batch_size=20, epochs=arguments.epochs, verbose=0)

score = model.predict(features, verbose=0)
print(
    f"learning rate {arguments.lr}, {len(table)} rows, accuracy {np.mean(score.argmax(axis=1) == label):.3f}"
)
