"""The loss, however it is written."""

import tensorflow as tf

from data import dataset, images, labels

soft = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
linear = tf.keras.Sequential([tf.keras.layers.Dense(10)])
unit = tf.keras.Sequential([tf.keras.layers.Dense(1)])


# %% Strings
linear.compile("adam", "categorical_crossentropy")  # error: XEN202
linear.fit(images, labels)
linear.compile("adam", "sparse_categorical_crossentropy")  # error: XEN202
linear.fit(images, labels)
linear.compile("adam", "CategoricalCrossentropy")  # error: XEN202
linear.fit(images, labels)
linear.compile("adam", "SparseCategoricalCrossentropy")  # error: XEN202
linear.fit(images, labels)
unit.compile("adam", "binary_crossentropy")  # error: XEN202
unit.fit(images, labels)
unit.compile("adam", "BinaryCrossentropy")  # error: XEN202
unit.fit(images, labels)
unit.compile("adam", "bce")  # error: XEN202
unit.fit(images, labels)


# %% Strings that are no crossentropy
linear.compile("adam", "mse")
linear.fit(images, labels)
linear.compile("adam", "mean_squared_error")
linear.fit(images, labels)
linear.compile("adam", "hinge")
linear.fit(images, labels)
linear.compile("adam", "poisson")
linear.fit(images, labels)


# %% A string of a loss that takes probabilities without being a crossentropy
linear.compile("adam", "kullback_leibler_divergence")  # error: XEN202
linear.fit(images, labels)


# %% The loss is the second positional argument, or a keyword, or in a dictionary
linear.compile("adam", "categorical_crossentropy", ["accuracy"])  # error: XEN202
linear.fit(images, labels)
options = {
    "optimizer": "adam",
    "loss": "categorical_crossentropy",
}
linear.compile(**options)  # error: XEN202
linear.fit(images, labels)


# %% keras.losses.get
linear.compile("adam", tf.keras.losses.get("categorical_crossentropy"))  # error: XEN202


# %% A variable
LOSS = "categorical_crossentropy"
linear.compile("adam", LOSS)  # error: XEN202


# %% A class without being called, which Keras calls
# as written
linear.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy)  # error: XEN202


# %% A function by another name
loss = tf.keras.losses.categorical_crossentropy
linear.compile("adam", loss)  # error: XEN202


# %% The same functions among the metrics
linear.compile("adam", tf.keras.metrics.categorical_crossentropy)  # error: XEN202


# %% An attribute of an object
class Config:
    def __init__(self):
        self.loss = tf.keras.losses.CategoricalCrossentropy()


config = Config()
linear.compile("adam", config.loss)  # error: XEN202


# %% An attribute of a class
class Config:
    loss = tf.keras.losses.CategoricalCrossentropy()


linear.compile("adam", loss=Config.loss)  # error: XEN202


# %% A lambda
linear.compile("adam", loss=lambda y, p: tf.keras.losses.categorical_crossentropy(y, p))  # error: XEN202


# %% A lambda with the flag
linear.compile("adam", loss=lambda y, p: tf.keras.losses.categorical_crossentropy(y, p, from_logits=True))


# %% functools.partial
import functools

loss = functools.partial(tf.keras.losses.categorical_crossentropy, from_logits=True)
linear.compile("adam", loss)
linear.fit(images, labels)
soft.compile("adam", loss)  # error: XEN201
soft.fit(images, labels)


# %% functools.partial of a wrapper
from functools import partial


def weighted(weights, y_true, y_pred):
    each = tf.keras.losses.categorical_crossentropy(y_true, y_pred)  # error: XEN202
    return each * tf.reduce_sum(weights * y_true, axis=-1)


linear.compile("adam", partial(weighted, [1.0] * 10))


# %% A function that makes a loss function
def make_loss(weight, from_logits=False):
    def loss(y_true, y_pred):
        return weight * tf.keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)  # error: XEN202

    return loss


linear.compile("adam", make_loss(2.0))
linear.fit(images, labels)


# %% ... with the flag given
def make_loss(weight, from_logits=False):
    def loss(y_true, y_pred):
        return weight * tf.keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)

    return loss


linear.compile("adam", make_loss(2.0, from_logits=True))
linear.fit(images, labels)


# %% A Loss subclass
class Masked(tf.keras.losses.Loss):
    def __init__(self, pad=0):
        super().__init__(reduction="none")
        self.pad = pad
        self.inner = tf.keras.losses.SparseCategoricalCrossentropy(reduction="none")

    def call(self, y_true, y_pred):
        return self.inner(y_true, y_pred) * tf.cast(y_true != self.pad, tf.float32)  # error: XEN202


linear.compile("adam", Masked())


# %% A Loss subclass with the flag
class Masked(tf.keras.losses.Loss):
    def __init__(self, pad=0):
        super().__init__(reduction="none")
        self.pad = pad
        self.inner = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")

    def call(self, y_true, y_pred):
        return self.inner(y_true, y_pred) * tf.cast(y_true != self.pad, tf.float32)


linear.compile("adam", Masked())


# %% A subclass of a crossentropy
class Weighted(tf.keras.losses.CategoricalCrossentropy):
    def call(self, y_true, y_pred):
        return super().call(y_true, y_pred) * tf.reduce_sum(y_true, axis=-1)


linear.compile("adam", Weighted(from_logits=True))
linear.fit(images, labels)


# %% Static methods
class Losses:
    @staticmethod
    def nll(y_true, y_pred):
        return tf.keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=True)


linear.compile("adam", Losses.nll)


# %% A sum of losses, each judged by itself
def total(y_true, y_pred):
    ce = tf.keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=True)
    return ce + 0.1 * tf.reduce_mean(tf.square(y_pred))


linear.compile("adam", total)
linear.fit(images, labels)


# %% A wrapper that applies the softmax itself
def on_logits(y_true, logits):
    return tf.keras.losses.categorical_crossentropy(y_true, tf.nn.softmax(logits), from_logits=True)  # error: XEN201


linear.compile("adam", on_logits)
linear.fit(images, labels)


# %% Backend functions
K = tf.keras.backend
linear.compile("adam", lambda y, p: K.categorical_crossentropy(y, p))  # error: XEN202
linear.fit(images, labels)
soft.compile("adam", lambda y, p: K.categorical_crossentropy(y, p, from_logits=True))  # error: XEN201
soft.fit(images, labels)


# %% Backend functions on logits
K = tf.keras.backend
linear.compile("adam", lambda y, p: K.categorical_crossentropy(y, p, from_logits=True))
linear.fit(images, labels)


# %% keras.ops
# as written
import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile("adam", lambda y, p: keras.ops.categorical_crossentropy(y, p, from_logits=True))  # error: XEN201


# %% keras.ops.softmax in call
# as written
import keras
from keras import ops


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(10)

    def call(self, x):
        return ops.softmax(self.out(x))


model = Net()
model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% The losses of TensorFlow 1
# as written
out = soft(images)
loss = tf.compat.v1.losses.softmax_cross_entropy(labels, out)  # error: XEN201


# %% tf.losses of TensorFlow 2 is Keras's
# as written
linear.compile("adam", tf.losses.CategoricalCrossentropy())  # error: XEN202
linear.fit(images, labels)
linear.compile("adam", tf.losses.CategoricalCrossentropy(from_logits=True))
linear.fit(images, labels)


# %% Focal losses have the flag too
# as written
linear.compile("adam", tf.keras.losses.CategoricalFocalCrossentropy())  # error: XEN202
linear.fit(images, labels)
unit.compile("adam", tf.keras.losses.BinaryFocalCrossentropy(gamma=2.0, from_logits=True))
unit.fit(images, labels)


# %% Label smoothing, reduction and a name do not matter
linear.compile(
    "adam",
    tf.keras.losses.CategoricalCrossentropy(label_smoothing=0.1, reduction="sum", name="ce", from_logits=True),
)


# %% from_logits through variables
FROM_LOGITS = True
flags = {"from_logits": FROM_LOGITS}
soft.compile("adam", tf.keras.losses.CategoricalCrossentropy(**flags))  # error: XEN201
soft.fit(images, labels)
soft.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=flags["from_logits"]))  # error: XEN201
soft.fit(images, labels)


# %% from_logits through not
probabilities = True
linear.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=not probabilities))  # error: XEN202


# %% A default argument of a wrapper that a caller overrides
def train(model, loss=tf.keras.losses.CategoricalCrossentropy()):
    model.compile("adam", loss)
    model.fit(images, labels)


train(linear, tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% A default argument of a wrapper that nobody overrides
def train(model, loss=tf.keras.losses.CategoricalCrossentropy()):
    model.compile("adam", loss)  # error: XEN202
    model.fit(images, labels)


train(linear)


# %% One of two losses, chosen by what is not known: neither is proved wrong for the model
from settings import kind

model = linear if kind == "logits" else soft
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=kind == "logits")
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images))


# %% Losses in a dictionary that a name selects
LOSSES = {
    "ce": tf.keras.losses.CategoricalCrossentropy(from_logits=True),
    "mse": tf.keras.losses.MeanSquaredError(),
}
linear.compile("adam", LOSSES["ce"])
linear.fit(images, labels)
soft.compile("adam", LOSSES["ce"])  # error: XEN201
soft.fit(images, labels)


# %% add_loss with a crossentropy
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x, y = inputs
        z = self.out(x)
        self.add_loss(tf.keras.losses.sparse_categorical_crossentropy(y, z, from_logits=True))
        return tf.nn.softmax(z)


model = Net()
model.compile("adam")
model.fit(dataset)


# %% Of what a loss of the program computes, only what it returns is trained
class Weighted(tf.keras.losses.Loss):
    def __init__(self, weight, from_logits=False):
        super().__init__()
        self.weight = weight
        self.from_logits = from_logits

    def call(self, y_true, y_pred):
        plain = tf.keras.losses.binary_crossentropy(y_true, y_pred, from_logits=self.from_logits)
        if not self.from_logits:
            return -self.weight * y_true * tf.math.log(y_pred + 1e-6)  # error: XEN104
        return self.weight * plain


model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="sigmoid")])
model.compile("adam", loss=Weighted(2.0))
model.fit(images, labels)


# %% A list that a loop fills with outputs is stacked by who joins it, and by a loss that is given it
model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="softmax")])


def unrolled(steps, labels):
    with tf.GradientTape() as tape:
        outputs, targets = [], []
        for step in steps:
            outputs.append(model(step))
            targets.append(list(step))
        loss = tf.keras.losses.categorical_crossentropy(labels, outputs, from_logits=True)  # error: XEN201
        joined = tf.stack(outputs)
        loss += tf.keras.losses.categorical_crossentropy(labels, joined, from_logits=True)  # error: XEN201
    return tape.gradient(loss, model.trainable_variables)


# %% ... unless it may hold others too
right = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="softmax")])
other = tf.keras.Sequential([tf.keras.layers.Dense(4)])


def mixed(steps, labels):
    with tf.GradientTape() as tape:
        outputs = [other(steps)]
        for step in steps:
            outputs.append(right(step))
        loss = tf.keras.losses.categorical_crossentropy(labels, outputs, from_logits=True)
    return tape.gradient(loss, right.trainable_variables)
