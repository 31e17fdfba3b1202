"""Train the multilayer perceptron of ``mnist_custom_loop.py`` with ``compile`` and ``fit``."""

import numpy as np
import tensorflow as tf
from mnist_data import EPOCHS, load_images
from tensorflow.keras import layers

CLASSES = 10

(x_train, y_train), (x_test, y_test) = load_images()

model = tf.keras.Sequential([tf.keras.Input(shape=(784,))])
for _ in range(4):
    model.add(
        layers.Dense(
            512, activation="relu", kernel_initializer=tf.keras.initializers.RandomNormal(stddev=0.05)
        )
    )
    model.add(layers.Dropout(0.3))
model.add(
    layers.Dense(
        CLASSES, activation="softmax", kernel_initializer=tf.keras.initializers.RandomNormal(stddev=0.05)
    )
)

model.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.001),
    loss=tf.keras.losses.CategoricalCrossentropy(from_logits=False),
    metrics=["accuracy"],
)
model.fit(
    x_train,
    tf.keras.utils.to_categorical(y_train, CLASSES),
    batch_size=100,
    epochs=EPOCHS,
    validation_data=(x_test, tf.keras.utils.to_categorical(y_test, CLASSES)),
    verbose=2,
)

probabilities = model.predict(x_test, verbose=0)
predicted = np.argmax(probabilities, axis=1)
confidence = np.max(probabilities, axis=1)
print(f"test accuracy {np.mean(predicted == y_test):.4f}, mean confidence {confidence.mean():.4f}")
