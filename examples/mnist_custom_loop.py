"""Train a multilayer perceptron on MNIST in a loop of our own."""

import numpy as np
import tensorflow as tf
from mnist_data import EPOCHS, load_images

CLASSES = 10
BATCH_SIZE = 100
HIDDEN_LAYERS = 4
HIDDEN_UNITS = 512


def build_model():
    """784 - 512 x 4 - 10, with dropout."""
    model = tf.keras.Sequential()
    model.add(tf.keras.Input(shape=(784,)))
    for _ in range(HIDDEN_LAYERS):
        model.add(
            tf.keras.layers.Dense(
                HIDDEN_UNITS,
                activation="relu",
                kernel_initializer=tf.keras.initializers.RandomNormal(stddev=0.05),
            )
        )
        model.add(tf.keras.layers.Dropout(0.3))
    model.add(
        tf.keras.layers.Dense(
            CLASSES,
            activation="softmax",
            kernel_initializer=tf.keras.initializers.RandomNormal(stddev=0.05),
        )
    )
    return model


(x_train, y_train), (x_test, y_test) = load_images()
targets = tf.keras.utils.to_categorical(y_train, CLASSES)

model = build_model()
optimizer = tf.keras.optimizers.Adam(learning_rate=0.001)
cross_entropy = lambda labels, outputs: tf.reduce_mean(  # noqa: E731
    tf.keras.losses.categorical_crossentropy(labels, outputs, from_logits=False)
)


def train_on_batch(images, labels):
    """One step of Adam; returns the loss before it."""
    with tf.GradientTape() as tape:
        outputs = model(images, training=True)
        loss = cross_entropy(labels, outputs)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


for epoch in range(EPOCHS):
    order = np.random.permutation(len(x_train))
    losses = []
    for start in range(0, len(order), BATCH_SIZE):
        batch = order[start : start + BATCH_SIZE]
        losses.append(float(train_on_batch(x_train[batch], targets[batch])))
    predicted = np.argmax(model(x_test, training=False), axis=1)
    accuracy = np.mean(predicted == y_test)
    print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, test accuracy {accuracy:.4f}")

probabilities = model(x_test[:5], training=False).numpy()
for digit, row in zip(y_test[:5], probabilities):
    print(f"a {digit}: read as {row.argmax()} with {row.max():.0%} confidence")
