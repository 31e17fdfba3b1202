"""Idioms of published programs: numpy between steps, state in objects, options from everywhere."""

import numpy as np
import tensorflow as tf

from data import dataset, images, labels

optimizer = tf.keras.optimizers.Adam()


# %% A class that keeps everything in self, and is configured by name
class Experiment:
    def __init__(self, config):
        self.config = config
        self.model = self.build_model()
        self.loss_fn = self.build_loss()

    def build_model(self):
        head = None if self.config["logits"] else "softmax"
        return tf.keras.Sequential([tf.keras.layers.Dense(10, activation=head)])

    def build_loss(self):
        return tf.keras.losses.SparseCategoricalCrossentropy(from_logits=self.config["logits"])

    def step(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss_fn(y, self.model(x))
        return tape.gradient(loss, self.model.trainable_variables)


Experiment({"logits": True}).step(images, labels)


# %% Options of a hyperparameter search
def build(hp):
    model = tf.keras.Sequential()
    for i in range(hp.Int("layers", 1, 4)):
        model.add(tf.keras.layers.Dense(hp.Int(f"units_{i}", 32, 512), activation=hp.Choice("act", ["relu", "tanh"])))
    model.add(tf.keras.layers.Dense(10))
    model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


# %% The last activation comes from a hyperparameter search
def build(hp):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=hp.Choice("out", ["softmax", "linear"]))])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


# %% add only under a condition that is not known
def build(with_softmax):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    if with_softmax:
        model.add(tf.keras.layers.Softmax())
    return model


def train(with_softmax, loss):
    model = build(with_softmax)
    model.compile("adam", loss)
    return model


# %% Residual blocks in a function, and a head
def block(x, filters):
    y = tf.keras.layers.Conv2D(filters, 3, padding="same")(x)
    y = tf.keras.layers.BatchNormalization()(y)
    y = tf.keras.layers.Activation("relu")(y)
    y = tf.keras.layers.Conv2D(filters, 3, padding="same")(y)
    return tf.keras.layers.Activation("relu")(tf.keras.layers.Add()([x, y]))


inputs = tf.keras.Input((32, 32, 16))
x = inputs
for _ in range(5):
    x = block(x, 16)
x = tf.keras.layers.GlobalAveragePooling2D()(x)
outputs = tf.keras.layers.Dense(10)(x)
model = tf.keras.Model(inputs, outputs)
model.compile("adam", "sparse_categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% Squeeze and excitation: sigmoids inside
def excite(x, channels):
    s = tf.keras.layers.GlobalAveragePooling2D()(x)
    s = tf.keras.layers.Dense(channels // 4, activation="relu")(s)
    s = tf.keras.layers.Dense(channels, activation="sigmoid")(s)
    return tf.keras.layers.Multiply()([x, tf.keras.layers.Reshape((1, 1, channels))(s)])


inputs = tf.keras.Input((32, 32, 16))
x = excite(tf.keras.layers.Conv2D(16, 3)(inputs), 16)
outputs = tf.keras.layers.Dense(10)(tf.keras.layers.Flatten()(x))
model = tf.keras.Model(inputs, outputs)
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))


# %% A gate as the last operation is not judged as a sigmoid
inputs = tf.keras.Input((32,))
gate = tf.keras.layers.Dense(10, activation="sigmoid")(inputs)
value = tf.keras.layers.Dense(10)(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Multiply()([gate, value]))
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))


# %% Masked logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        z = model(x)
        z = tf.where(x[:, :10] > 0, z, -1e9)
        loss = loss_fn(y, z)
    grads = tape.gradient(loss, model.trainable_variables)


# %% Probabilities with some of them cut away
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        p = model(x)
        kept = tf.boolean_mask(p, y >= 0)
        loss = tf.keras.losses.sparse_categorical_crossentropy(y[y >= 0], kept)  # error: XEN101
    grads = tape.gradient(loss, model.trainable_variables)


# %% A sequence that is generated step by step
class Decoder(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.embed = tf.keras.layers.Embedding(1000, 64)
        self.gru = tf.keras.layers.GRU(64, return_sequences=True, return_state=True)
        self.fc = tf.keras.layers.Dense(1000)

    def call(self, x, hidden):
        out, state = self.gru(self.embed(x), initial_state=hidden)
        out = tf.reshape(out, (-1, out.shape[2]))
        return self.fc(out), state


decoder = Decoder()
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def loss_function(real, pred):
    mask = tf.math.logical_not(tf.math.equal(real, 0))
    loss_ = loss_object(real, pred)
    return tf.reduce_mean(loss_ * tf.cast(mask, dtype=loss_.dtype))


@tf.function
def train_step(target, hidden):
    loss = 0
    with tf.GradientTape() as tape:
        token = target[:, :1]
        for t in range(1, target.shape[1]):
            predictions, hidden = decoder(token, hidden)
            loss += loss_function(target[:, t], predictions)
            token = tf.expand_dims(target[:, t], 1)
    optimizer.apply_gradients(zip(tape.gradient(loss, decoder.trainable_variables), decoder.trainable_variables))
    return loss


# %% The same decoder with a softmax
class Decoder(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.embed = tf.keras.layers.Embedding(1000, 64)
        self.gru = tf.keras.layers.GRU(64, return_sequences=True, return_state=True)
        self.fc = tf.keras.layers.Dense(1000, activation="softmax")

    def call(self, x, hidden):
        out, state = self.gru(self.embed(x), initial_state=hidden)
        out = tf.reshape(out, (-1, out.shape[2]))
        return self.fc(out), state


decoder = Decoder()
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def loss_function(real, pred):
    mask = tf.math.logical_not(tf.math.equal(real, 0))
    loss_ = loss_object(real, pred)  # error: XEN201
    return tf.reduce_mean(loss_ * tf.cast(mask, dtype=loss_.dtype))


@tf.function
def train_step(target, hidden):
    loss = 0
    with tf.GradientTape() as tape:
        token = target[:, :1]
        for t in range(1, target.shape[1]):
            predictions, hidden = decoder(token, hidden)
            loss += loss_function(target[:, t], predictions)
            token = tf.expand_dims(target[:, t], 1)
    optimizer.apply_gradients(zip(tape.gradient(loss, decoder.trainable_variables), decoder.trainable_variables))
    return loss


# %% Adversarial training with labels of ones and zeros
generator = tf.keras.Sequential([tf.keras.layers.Dense(784, activation="tanh")])
discriminator = tf.keras.Sequential([tf.keras.layers.Dense(64), tf.keras.layers.LeakyReLU(), tf.keras.layers.Dense(1)])
cross_entropy = tf.keras.losses.BinaryCrossentropy(from_logits=True)


def discriminator_loss(real_output, fake_output):
    real_loss = cross_entropy(tf.ones_like(real_output), real_output)
    return real_loss + cross_entropy(tf.zeros_like(fake_output), fake_output)


def generator_loss(fake_output):
    return cross_entropy(tf.ones_like(fake_output), fake_output)


@tf.function
def train_step(images):
    noise = tf.random.normal([32, 100])
    with tf.GradientTape() as gen_tape, tf.GradientTape() as disc_tape:
        fakes = generator(noise, training=True)
        real_output = discriminator(images, training=True)
        fake_output = discriminator(fakes, training=True)
        gen_loss = generator_loss(fake_output)
        disc_loss = discriminator_loss(real_output, fake_output)
    gen_tape.gradient(gen_loss, generator.trainable_variables)
    disc_tape.gradient(disc_loss, discriminator.trainable_variables)


# %% The same with a discriminator that ends in a sigmoid
discriminator = tf.keras.Sequential([tf.keras.layers.Dense(64), tf.keras.layers.Dense(1, activation="sigmoid")])
cross_entropy = tf.keras.losses.BinaryCrossentropy(from_logits=True)


def discriminator_loss(real_output, fake_output):
    real_loss = cross_entropy(tf.ones_like(real_output), real_output)  # error: XEN201
    return real_loss + cross_entropy(tf.zeros_like(fake_output), fake_output)


@tf.function
def train_step(images, fakes):
    with tf.GradientTape() as tape:
        loss = discriminator_loss(discriminator(images, training=True), discriminator(fakes, training=True))
    return tape.gradient(loss, discriminator.trainable_variables)


# %% A stacked GAN that is compiled: the generator's sigmoid is an image
generator = tf.keras.Sequential([tf.keras.layers.Dense(784, activation="sigmoid")])
discriminator = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
discriminator.compile("adam", "binary_crossentropy")  # error: XEN103
discriminator.trainable = False
noise = tf.keras.Input((100,))
gan = tf.keras.Model(noise, discriminator(generator(noise)))
gan.compile("adam", "binary_crossentropy")  # error: XEN103
for x, _ in dataset:
    fakes = generator.predict(np.random.normal(size=(32, 100)))
    discriminator.train_on_batch(fakes, np.zeros((32, 1)))
    gan.train_on_batch(np.random.normal(size=(32, 100)), np.ones((32, 1)))


# %% Cross-validation binds the model again and again
for fold in range(5):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    model.compile("adam", "sparse_categorical_crossentropy")  # error: XEN202
    model.fit(images, labels)
    print(model.evaluate(images, labels))


# %% A model that is loaded over the one that was built
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model = tf.keras.models.load_model("best.keras")
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(images, labels)


# %% from_config and JSON give what is not known
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model = tf.keras.Sequential.from_config(edit(model.get_config()))
model.compile("adam", "sparse_categorical_crossentropy")


# %% scikit-learn's losses are none of ours
from sklearn.metrics import log_loss

model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
print(log_loss(labels, model.predict(images)))


# %% PyTorch's losses are none of ours either
import torch

net = torch.nn.Sequential(torch.nn.Linear(784, 10), torch.nn.Softmax())
criterion = torch.nn.CrossEntropyLoss()
loss = criterion(net(images), labels)


# %% A name that only sounds like a loss
from losses import CategoricalCrossentropy

model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", CategoricalCrossentropy())


# %% Someone else's compile
import re

linear = tf.keras.layers.Dense(10)
pattern = re.compile("categorical_crossentropy")
engine = SomeEngine(linear)
engine.compile(loss="categorical_crossentropy")


# %% Lambda layers that do what is not known
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Lambda(lambda x: normalise(x))])
model.compile("adam", "categorical_crossentropy")


# %% A layer of our own whose call is not known to the end
class Sharpen(tf.keras.layers.Layer):
    def call(self, x):
        return external(x)


model = tf.keras.Sequential([tf.keras.layers.Dense(10), Sharpen()])
model.compile("adam", "categorical_crossentropy")


# %% A layer of our own that normalises
class Normalise(tf.keras.layers.Layer):
    def call(self, x):
        x = tf.exp(x)
        return x / tf.reduce_sum(x, axis=-1, keepdims=True)


model = tf.keras.Sequential([tf.keras.layers.Dense(10), Normalise()])
model.compile("adam", tf.keras.losses.MeanSquaredError())


# %% Scores that are squared, absolute or ranked are not logits to be judged
inputs = tf.keras.Input((784,))
scores = tf.keras.layers.Dense(10)(inputs)
model = tf.keras.Model(inputs, tf.square(scores) / tf.reduce_sum(tf.square(scores), axis=-1, keepdims=True))
model.compile("adam", "categorical_crossentropy")


# %% Distances as negative logits
inputs = tf.keras.Input((784,))
prototypes = tf.Variable(tf.random.normal((10, 64)))
code = tf.keras.layers.Dense(64)(inputs)
model = tf.keras.Model(inputs, -tf.reduce_sum(tf.square(code[:, None] - prototypes), axis=-1))
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))


# %% A hinge of exponentials is a probability made by hand
inputs = tf.keras.Input((784,))
rate = tf.keras.layers.Dense(1)(inputs)
model = tf.keras.Model(inputs, 1.0 - tf.exp(-tf.exp(rate)))
model.compile("adam", "binary_crossentropy")


# %% Clipped linear outputs are not judged as logits
inputs = tf.keras.Input((784,))
p = tf.clip_by_value(tf.keras.layers.Dense(1)(inputs), 0.0, 1.0)
model = tf.keras.Model(inputs, p)
model.compile("adam", tf.keras.losses.MeanSquaredError())


# %% A hard sigmoid is an activation on purpose
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="hard_sigmoid")])
model.compile("adam", "binary_crossentropy")


# %% A sigmoid of a cosine is a probability
inputs = tf.keras.Input((2, 32))
cosine = tf.keras.layers.Dot(axes=1, normalize=True)([inputs[:, 0], inputs[:, 1]])
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, activation="sigmoid")(cosine))
model.compile("adam", "mse")


# %% A dot product of embeddings, judged by a binary crossentropy with the flag
inputs = tf.keras.Input((2,))
vectors = tf.keras.layers.Embedding(1000, 32)(inputs)
score = tf.keras.layers.Dot(axes=1)([vectors[:, 0], vectors[:, 1]])
model = tf.keras.Model(inputs, score)
model.compile("adam", tf.keras.losses.BinaryCrossentropy(from_logits=True))


# %% An activation looked up by name and called
import tensorflow as tf


class Head(tf.keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.scores = tf.keras.layers.Dense(units)
        self.activation = tf.keras.activations.get(activation)

    def call(self, x):
        return self.activation(self.scores(x))


inputs = tf.keras.Input((4,))
model = tf.keras.Model(inputs, Head(3, "softmax")(inputs))
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(x, y)


# %% An activation looked up by name that is none
import tensorflow as tf


class Head(tf.keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.scores = tf.keras.layers.Dense(units)
        self.activation = tf.keras.activations.get(activation)

    def call(self, x):
        return self.activation(self.scores(x))


inputs = tf.keras.Input((4,))
model = tf.keras.Model(inputs, Head(3)(inputs))
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)


# %% A classifier of keras.applications chosen on the command line
import argparse

import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="ResNet50")
args = parser.parse_args()
model = getattr(tf.keras.applications, args.model)(weights=None)
with tf.GradientTape() as tape:
    loss = tf.keras.losses.sparse_categorical_crossentropy(y, model(x, training=True))  # error: XEN101


# %% A model loaded from where the program saved it
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
model.save("model.h5")
again = tf.keras.models.load_model("model.h5")
again.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
again.fit(x, y)


# %% A model loaded from elsewhere
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
model.save("model.h5")
other = tf.keras.models.load_model("other.h5")
other.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
other.fit(x, y)


# %% A compute_loss of the program
import tensorflow as tf


class Autoencoder(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.decoder = tf.keras.layers.Dense(9, activation="sigmoid")

    def call(self, x):
        return self.decoder(x)

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        return tf.keras.losses.binary_crossentropy(x, y_pred)  # error: XEN101


autoencoder = Autoencoder()
autoencoder.compile("adam")
autoencoder.fit(x)


# %% A sigmoid that is applied to a sigmoid before the loss
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid"), tf.keras.layers.Activation("sigmoid")])
model.compile(loss="binary_crossentropy")  # error: XEN201
model.fit(x, y)


# %% A bidirectional layer that returns its last step has rank 2
import tensorflow as tf

model = tf.keras.Sequential(
    [
        tf.keras.layers.Reshape((4, 2), input_shape=(8,)),
        tf.keras.layers.Bidirectional(tf.keras.layers.GRU(8)),
        tf.keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile(loss="sparse_categorical_crossentropy")  # error: XEN103
model.fit(x, y)


# %% Rows gathered from the output are still probabilities of every class
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
with tf.GradientTape() as tape:
    loss = loss_fn(labels, tf.gather(model(nodes), rows))  # error: XEN101


# %% A call that takes too long to follow does not take its caller with it
import tensorflow as tf


def slow(n):
    total = 0
    for a in range(20):
        for b in range(20):
            for c in range(20):
                for d in range(20):
                    total = total + a * b * c * d * n
    return total


weight = slow(3)
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(loss="sparse_categorical_crossentropy")  # error: XEN202
model.fit(x, y)


# %% A mixed-precision policy set after a class that nobody makes does not reach into it
import tensorflow as tf


class Builder:
    def build(self):
        model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
        model.compile(loss="sparse_categorical_crossentropy")  # error: XEN103
        return model


tf.keras.mixed_precision.set_global_policy("mixed_float16")
