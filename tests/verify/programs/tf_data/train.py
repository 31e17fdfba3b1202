"""A tf.data pipeline into a model whose output is flattened after the softmax."""

import tensorflow as tf
from sklearn.datasets import load_digits

tf.random.set_seed(5)
x, y = load_digits(return_X_y=True)
images = (x * 16).reshape(-1, 8, 8, 1).astype("float32")
train = tf.data.Dataset.from_tensor_slices((images[:1500], y[:1500])).shuffle(1500).batch(50).prefetch(1)
test = tf.data.Dataset.from_tensor_slices((images[1500:], y[1500:])).batch(50)

model = tf.keras.Sequential(
    [
        tf.keras.Input((8, 8, 1)),
        tf.keras.layers.Conv2D(16, 3, activation="relu"),
        tf.keras.layers.Conv2D(10, 6, activation="softmax"),
        tf.keras.layers.Reshape((10,)),
    ]
)
model.compile(
    optimizer=tf.keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)
model.fit(train, epochs=4, verbose=0)
print(f"test accuracy: {model.evaluate(test, verbose=0)[1]:.3f}")
