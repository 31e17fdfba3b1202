"""Handwritten digits for the examples: MNIST where it can be had, else scikit-learn's bundled digits.

Set ``DATA=digits`` to go straight to the bundled ones, ``EPOCHS=2`` for a short training.
"""

from __future__ import annotations

import os

import numpy as np

EPOCHS = int(os.environ.get("EPOCHS", "10"))


def load_images() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return ``(x_train, y_train), (x_test, y_test)``: 784 pixels from 0 to 255, and digits from 0 to 9."""
    if os.environ.get("DATA") != "digits":
        try:
            import tensorflow as tf

            (x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
            x_train = x_train.reshape(-1, 784).astype("float32")
            x_test = x_test.reshape(-1, 784).astype("float32")
            return (x_train, y_train.astype("int64")), (x_test, y_test.astype("int64"))
        except Exception as error:
            print(f"MNIST cannot be had here ({type(error).__name__}); using scikit-learn's digits")
    return _bundled_digits()


def _bundled_digits() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Enlarge the 8 x 8 digits to MNIST's size and range."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    enlarged = np.kron(digits.images, np.ones((1, 3, 3)))
    framed = np.pad(enlarged, ((0, 0), (2, 2), (2, 2)))
    images = (framed.reshape(-1, 784) * (255.0 / 16.0)).astype("float32")
    labels = digits.target.astype("int64")
    order = np.random.RandomState(0).permutation(len(images))
    images, labels = images[order], labels[order]
    return (images[:1500], labels[:1500]), (images[1500:], labels[1500:])
