"""Label every step of a sequence: read rows of twelve handwritten digits, digit by digit."""

import numpy as np
import tensorflow as tf
from mnist_data import EPOCHS, load_images
from tensorflow import keras

TIME_STEPS = 12
CLASSES = 10
BATCH_SIZE = 16


def rows_of_digits(images, labels):
    """Put digits side by side: ``[rows, time, pixels]`` and ``[rows, time]``."""
    rows = len(images) // TIME_STEPS
    x = images[: rows * TIME_STEPS].reshape(rows, TIME_STEPS, -1)
    y = labels[: rows * TIME_STEPS].reshape(rows, TIME_STEPS)
    return x, y


def build_tagger():
    """Read a row in both directions and give each of its steps a distribution over the classes."""
    inputs = keras.Input(shape=(TIME_STEPS, 784))
    x = keras.layers.Dense(128, activation="relu")(inputs)
    x = keras.layers.Bidirectional(keras.layers.GRU(64, return_sequences=True))(x)
    outputs = keras.layers.Dense(CLASSES, activation="softmax")(x)
    return keras.Model(inputs, outputs)


(x_train, y_train), (x_test, y_test) = load_images()
x_train, y_train = rows_of_digits(x_train, y_train)
x_test, y_test = rows_of_digits(x_test, y_test)

tagger = build_tagger()
optimizer = keras.optimizers.Adam(0.002)
loss_object = keras.losses.SparseCategoricalCrossentropy()
train_accuracy = keras.metrics.SparseCategoricalAccuracy()


def train_step(x, y):
    """Learn from one batch of rows."""
    with tf.GradientTape() as tape:
        predictions = tagger(x, training=True)
        loss = loss_object(y, predictions)
    gradients = tape.gradient(loss, tagger.trainable_variables)
    optimizer.apply_gradients(zip(gradients, tagger.trainable_variables))
    train_accuracy.update_state(y, predictions)
    return loss


batches = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(len(x_train)).batch(BATCH_SIZE)
for epoch in range(EPOCHS):
    train_accuracy.reset_state()
    losses = [float(train_step(x, y)) for x, y in batches]
    print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, accuracy {float(train_accuracy.result()):.4f}")

distributions = tagger.predict(x_test, verbose=0)
labels = distributions.argmax(axis=-1)
entropy = -np.sum(distributions * np.log(distributions + 1e-12), axis=-1)
print(f"test accuracy {np.mean(labels == y_test):.4f}, mean entropy per step {entropy.mean():.4f}")
