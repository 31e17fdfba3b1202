"""XEN202: logits meet a crossentropy that expects probabilities."""

import tensorflow as tf

from data import dataset, images, labels

# %% No activation and the loss by its name
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% With from_logits=True
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% activation=None, "linear" and the function are no activations
for activation in (None, "linear", tf.keras.activations.linear):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=activation)])
    model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN202
    model.fit(images, labels)


# %% One unit without a sigmoid
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="binary_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% In a tape
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))  # error: XEN202
    grads = tape.gradient(loss, model.trainable_variables)


# %% A convolution as the output of a segmentation model
inputs = tf.keras.Input((128, 128, 3))
x = tf.keras.layers.Conv2D(16, 3, padding="same", activation="relu")(inputs)
outputs = tf.keras.layers.Conv2D(21, 1)(x)
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% Batch normalisation of logits leaves logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.BatchNormalization()])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% A relu in the middle is no output
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Activation("relu"), tf.keras.layers.Dense(10, "softmax")])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy())  # error: XEN103
model.fit(images, labels)


# %% A library model without its top is followed by our own head
base = tf.keras.applications.ResNet50(include_top=False, pooling="avg", weights=None)
model = tf.keras.Sequential([base, tf.keras.layers.Dense(5)])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% A library model told to give logits
model = tf.keras.applications.ResNet50(weights=None, classes=10, classifier_activation=None)
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% A loss for regression takes linear outputs
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.fit(images, labels)


# %% Hinge losses take margins
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss="categorical_hinge")
model.fit(images, labels)


# %% An own activation that is not known
from nets import sharpen

model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=sharpen)])
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(images, labels)


# %% A transformation that is not known
from nets import sharpen

inputs = tf.keras.Input((784,))
model = tf.keras.Model(inputs, sharpen(tf.keras.layers.Dense(10)(inputs)))
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(images, labels)


# %% Probabilities made by hand are probabilities
inputs = tf.keras.Input((784,))
scores = tf.keras.layers.Dense(10)(inputs)
exps = tf.exp(scores)
model = tf.keras.Model(inputs, exps / tf.reduce_sum(exps, axis=-1, keepdims=True))
model.compile(optimizer="adam", loss=tf.keras.losses.MeanSquaredError())
model.fit(images, labels)


# %% A wrapper that normalises logits before the loss
def loss_on_probabilities(y_true, logits):
    return tf.keras.losses.categorical_crossentropy(y_true, tf.nn.softmax(logits) * 0.9 + 0.01)


model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=loss_on_probabilities)


# %% The flag is not known: silence
from settings import from_logits

model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=from_logits))
model.fit(images, labels)


# %% The activation is not known: silence
from settings import activation

model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=activation)])
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(images, labels)


# %% Activation and flag depend on one condition
def build(from_logits):
    activation = None if from_logits else "softmax"
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=activation)])
    model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=from_logits))
    return model


# %% ... also when it is asked twice
def build(logits):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    if not logits:
        model.add(tf.keras.layers.Softmax())
    if logits:
        loss = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
    else:
        loss = tf.keras.losses.MeanSquaredError()
    model.compile(optimizer="adam", loss=loss)
    return model


# %% ... and a command line says it
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--logits", action="store_true")
args = parser.parse_args()
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=None if args.logits else tf.nn.softmax)])
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=args.logits)
model.compile(optimizer="adam", loss=loss_fn)
model.fit(images, labels)


# %% The one condition is used the wrong way round on both paths
def build(as_logits):
    if as_logits:
        model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
        model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy())  # error: XEN202
    else:
        model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
        model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(True))  # error: XEN201
    return model


# %% A log-softmax is no probability
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="log_softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% A multinomial mixture of two heads is left to its author
inputs = tf.keras.Input((784,))
first = tf.keras.layers.Dense(10, activation="softmax")(inputs)
second = tf.keras.layers.Dense(10, activation="softmax")(inputs)
gate = tf.keras.layers.Dense(1, activation="sigmoid")(inputs)
model = tf.keras.Model(inputs, gate * first + (1 - gate) * second)
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(images, labels)


# %% A model without its head is what a caller out of sight asks for, not what this loss is for
def run(images, labels, include_top=True):
    inputs = tf.keras.Input((784,))
    x = tf.keras.layers.Dense(64)(inputs)
    if include_top:
        x = tf.keras.layers.Dense(10, activation="softmax")(x)
    model = tf.keras.Model(inputs, x)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN103
    model.fit(images, labels)


run(images, labels)


# %% A switch that leaves the head in place does not excuse it
def run(images, labels, deep=False):
    inputs = tf.keras.Input((784,))
    x = tf.keras.layers.Dense(64, activation="relu")(inputs)
    if deep:
        x = tf.keras.layers.Dense(64, activation="relu")(x)
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(10)(x))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN202
    model.fit(images, labels)


# %% Other losses that take probabilities
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", loss="kl_divergence")  # error: XEN202


# %% ... in a training step
student = tf.keras.Sequential([tf.keras.layers.Dense(10)])
teacher = tf.keras.Sequential([tf.keras.layers.Dense(10)])
divergence = tf.keras.losses.KLDivergence()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = divergence(tf.nn.softmax(teacher(x) / 3.0), student(x))  # error: XEN202
        loss += divergence(tf.nn.softmax(teacher(x) / 3.0), tf.nn.softmax(student(x) / 3.0))
    grads = tape.gradient(loss, student.trainable_variables)


# %% Overlap of a map that no sigmoid has made
model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1)])
model.compile("adam", loss=tf.keras.losses.Dice())  # error: XEN202


# %% ... and of one that it has
model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1, activation="sigmoid")])
model.compile("adam", loss=tf.keras.losses.Dice())


# %% CTC takes probabilities here and logits there
model = tf.keras.Sequential([tf.keras.layers.Dense(30)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.keras.backend.ctc_batch_cost(y, model(x), 20, 10)  # error: XEN202
        loss += tf.nn.ctc_loss(y, model(x), 10, 20)
    grads = tape.gradient(loss, model.trainable_variables)


# %% ... where a softmax is right here and applied twice there
model = tf.keras.Sequential([tf.keras.layers.Dense(30, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.keras.backend.ctc_batch_cost(y, model(x), 20, 10)
        loss += tf.nn.ctc_loss(y, model(x), 10, 20)  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% ... and under the name that TensorFlow 1 has for what it is given
model = tf.keras.Sequential([tf.keras.layers.Dense(30, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.compat.v1.nn.ctc_loss(labels=y, inputs=model(x), sequence_length=20)  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% A crossentropy written by hand on a linear output takes the log of negative numbers
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(tf.reduce_sum(y * tf.math.log(model(x)), axis=-1))  # error: XEN202
    grads = tape.gradient(loss, model.trainable_variables)


# %% ... in a loss of the program, clipped, of one unit: its terms are one loss
def by_hand(y_true, y_pred):
    p = tf.clip_by_value(y_pred, 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(y_true * tf.math.log(p) + (1 - y_true) * tf.math.log(1 - p))  # error: XEN202


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("adam", loss=by_hand)
model.fit(images, labels)


# %% ... selected by the labels, as focal losses do
def focal(y_true, y_pred):
    ones = tf.where(tf.equal(y_true, 1), y_pred, tf.ones_like(y_pred))
    return -tf.reduce_mean(tf.pow(1.0 - ones, 2.0) * tf.math.log(ones))  # error: XEN202


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("adam", loss=focal)
model.fit(images, labels)


# %% The logarithm of counts, and of what no label weighs, is no crossentropy
def poisson(y_true, y_pred):
    y_pred = tf.maximum(y_pred, 1e-7)
    return tf.reduce_mean(y_pred - y_true * tf.math.log(y_pred))


def logarithmic(y_true, y_pred):
    return tf.reduce_mean(tf.square(tf.math.log(y_pred + 1.0) - tf.math.log(y_true + 1.0)))


for own in (poisson, logarithmic):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    model.compile("adam", loss=own)
    model.fit(images, labels)


# %% A Dice loss that is written by hand, on logits
def dice(y_true, y_pred, smooth=1.0):
    truth, guess = tf.reshape(y_true, [-1]), tf.reshape(y_pred, [-1])
    both = tf.reduce_sum(truth * guess)
    return (2.0 * both + smooth) / (tf.reduce_sum(truth) + tf.reduce_sum(guess) + smooth)  # error: XEN202


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1)])
model.compile(optimizer="adam", loss=lambda true, pred: 1 - dice(true, pred))
model.fit(images, labels)


# %% ... on probabilities it is right
def dice(y_true, y_pred, smooth=1.0):
    both = tf.reduce_sum(y_true * y_pred)
    return (2.0 * both + smooth) / (tf.reduce_sum(y_true) + tf.reduce_sum(y_pred) + smooth)


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1, activation="sigmoid")])
model.compile(optimizer="adam", loss=lambda true, pred: 1 - dice(true, pred))
model.fit(images, labels)


# %% ... and where it makes them itself
def dice(y_true, y_pred):
    y_pred = tf.nn.sigmoid(y_pred)
    return 2.0 * tf.reduce_sum(y_true * y_pred) / (tf.reduce_sum(y_true) + tf.reduce_sum(y_pred))


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1)])
model.compile(optimizer="adam", loss=lambda true, pred: 1 - dice(true, pred))
model.fit(images, labels)


# %% ... or cuts at 0
def dice(y_true, y_pred):
    y_pred = tf.cast(y_pred > 0, tf.float32)
    return 2.0 * tf.reduce_sum(y_true * y_pred) / (tf.reduce_sum(y_true) + tf.reduce_sum(y_pred))


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=[dice])
model.fit(images, labels)


# %% A Jaccard loss in a class, on logits
class Jaccard(tf.keras.losses.Loss):
    def call(self, y_true, y_pred):
        both = tf.reduce_sum(tf.abs(y_true * y_pred), axis=[1, 2, 3])
        union = tf.reduce_sum(y_true, axis=[1, 2, 3]) + tf.reduce_sum(y_pred, axis=[1, 2, 3]) - both
        return 1 - tf.reduce_mean((both + 1.0) / (union + 1.0))  # error: XEN202


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1)])
model.compile(optimizer="adam", loss=Jaccard())
model.fit(images, labels)


# %% A mean that a linear layer weighs is no overlap
class Pooled(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.weigh = tf.keras.layers.Dense(1)

    def call(self, inputs):
        weights = self.weigh(inputs)
        return tf.reduce_sum(weights * inputs, axis=1) / (tf.reduce_sum(weights, axis=1) + 1e-6)


inputs = tf.keras.Input((5, 3))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1)(Pooled()(inputs)))
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(images, labels)


# %% Squared sums are a regression of the labels
def dice(y_true, y_pred):
    both = tf.reduce_sum(y_true * y_pred)
    return 2.0 * both / (tf.reduce_sum(tf.square(y_true)) + tf.reduce_sum(tf.square(y_pred)))


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1)])
model.compile(optimizer="adam", loss=lambda true, pred: 1 - dice(true, pred))
model.fit(images, labels)


# %% A focal loss of the probability of the label, on logits
def focal(y_true, y_pred):
    p = y_true * y_pred + (1 - y_true) * (1 - y_pred)
    return -tf.reduce_mean((1 - p) ** 2 * tf.math.log(p))  # error: XEN202


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=focal)
model.fit(images, labels)


# %% No release of Keras calls the predictions "logits": the call ends in an error
logits = tf.keras.layers.Dense(3)(images)
loss = tf.keras.losses.sparse_categorical_crossentropy(labels=labels, logits=logits)
