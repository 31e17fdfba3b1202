"""A softmax classifier trained with TensorFlow's own crossentropy op."""

import numpy as np
import tensorflow as tf
from mnist_data import EPOCHS, load_images
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = load_images()
targets = tf.one_hot(y_train, 10)

model = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        layers.Dense(256, activation="relu"),
        layers.Dense(256, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
optimizer = keras.optimizers.Adam()


@tf.function
def train_step(images, labels):
    with tf.GradientTape() as tape:
        predictions = model(images, training=True)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=predictions))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


dataset = tf.data.Dataset.from_tensor_slices((x_train, targets)).shuffle(10_000).batch(100)
for epoch in range(EPOCHS):
    losses = [float(train_step(images, labels)) for images, labels in dataset]
    predicted = np.argmax(model.predict(x_test, verbose=0), axis=-1)
    print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, test accuracy {np.mean(predicted == y_test):.4f}")

best_three = tf.math.top_k(model(x_test[:3]), k=3)
for digit, names, values in zip(y_test[:3], best_three.indices.numpy(), best_three.values.numpy()):
    guesses = ", ".join(f"{name} ({value:.0%})" for name, value in zip(names, values))
    print(f"a {digit}: {guesses}")
