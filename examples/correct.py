"""The same classifier as it should be: the model gives logits, the loss is told so."""

import numpy as np
import tensorflow as tf
from mnist_data import EPOCHS, load_images

CLASSES = 10

(x_train, y_train), (x_test, y_test) = load_images()

model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(784,)),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dropout(0.3),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dropout(0.3),
        tf.keras.layers.Dense(CLASSES),
    ]
)
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = tf.keras.optimizers.Adam(0.001)
dataset = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(10_000).batch(100)


def train_step(images, labels):
    """One step of Adam on logits."""
    with tf.GradientTape() as tape:
        logits = model(images, training=True)
        loss = loss_object(labels, logits)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


for epoch in range(EPOCHS):
    losses = [float(train_step(images, labels)) for images, labels in dataset]
    predicted = np.argmax(model(x_test, training=False), axis=1)
    print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, test accuracy {np.mean(predicted == y_test):.4f}")

probabilities = tf.nn.softmax(model(x_test[:5], training=False)).numpy()
for digit, row in zip(y_test[:5], probabilities):
    print(f"a {digit}: read as {row.argmax()} with {row.max():.0%} confidence")
