"""XEN103: the default crossentropy of a softmax in compile(), which Keras recovers. Off by default."""

import tensorflow as tf

from data import images, labels

# %% The program of every tutorial
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])  # error: XEN103
model.fit(images, labels)


# %% With logits there is nothing to recover
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(images, labels)


# %% The class by its name
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="SparseCategoricalCrossentropy")  # error: XEN103
model.fit(images, labels)


# %% Keras 3's crossentropy, which decides by the model
# as written
# target_keras = 3
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="crossentropy")  # error: XEN103
model.fit(images, labels)


# %% An object without arguments
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy())  # error: XEN103
model.fit(images, labels)


# %% A function
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=tf.keras.losses.categorical_crossentropy)  # error: XEN103
model.fit(images, labels)


# %% tf.nn.softmax in plain fit is recovered through the graph
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=tf.nn.softmax)])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN103
model.fit(images, labels)


# %% tf.nn.softmax in call too
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        return tf.nn.softmax(self.out(x))


model = Net()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN103
model.fit(images, labels)


# %% A model that a library ends in a softmax
model = tf.keras.applications.MobileNetV2(weights=None, classes=10)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN103
model.fit(images, labels)


# %% Independent labels: sigmoids are right with binary crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(14, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")  # error: XEN103
model.fit(images, labels)


# %% One pair written by a dictionary
inputs = tf.keras.Input((64,))
colour = tf.keras.layers.Dense(5, activation="softmax", name="colour")(inputs)
shape = tf.keras.layers.Dense(3, name="shape")(inputs)
model = tf.keras.Model(inputs, [colour, shape])
model.compile(
    loss={
        "colour": "categorical_crossentropy",  # error: XEN103
        "shape": tf.keras.losses.CategoricalCrossentropy(from_logits=True),
    }
)
model.fit(images, labels)


# %% Compiled only to be evaluated
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.load_weights("weights.h5")
model.compile(loss="categorical_crossentropy")
print(model.evaluate(images, labels))


# %% An unknown last layer
from nets import head

model = tf.keras.Sequential([tf.keras.layers.Dense(64), head])
model.compile(loss="categorical_crossentropy")
model.fit(images, labels)
