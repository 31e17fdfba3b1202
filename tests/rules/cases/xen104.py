"""XEN104: a crossentropy written by hand with the logarithm of a softmax or sigmoid."""

import tensorflow as tf

from data import dataset, images, labels

optimizer = tf.keras.optimizers.Adam()


# %% One-hot labels weigh the logarithm, in a tape
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])


def train_step(x, y):
    with tf.GradientTape() as tape:
        p = model(x)
        loss = -tf.reduce_mean(tf.reduce_sum(y * tf.math.log(p), axis=-1))  # error: XEN104
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


# %% The repaired loss
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])


def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(tf.reduce_sum(y * tf.nn.log_softmax(model(x)), axis=-1))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


# %% With an epsilon
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(-tf.reduce_sum(y * tf.math.log(model(x) + 1e-8), axis=1))  # error: XEN104
    grads = tape.gradient(loss, model.trainable_variables)


# %% With a clip, on a sigmoid, both terms of a binary crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        p = tf.clip_by_value(model(x), 1e-7, 1 - 1e-7)
        loss = -tf.reduce_mean(
            y * tf.math.log(p)  # error: XEN104
            + (1 - y) * tf.math.log(1 - p)  # error: XEN104
        )
    grads = tape.gradient(loss, model.trainable_variables)


# %% A helper nobody calls yet: labels weigh the logarithm
def cross_entropy(logits, labels):
    probabilities = tf.nn.softmax(logits)
    return -tf.reduce_mean(tf.reduce_sum(labels * tf.math.log(probabilities), axis=-1))  # error: XEN104


# %% A custom loss given to compile
def my_crossentropy(y_true, y_pred):
    return -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=-1)  # error: XEN104


model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=my_crossentropy)
model.fit(images, labels)


# %% The labels select an entry
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        chosen = tf.gather(model(x), y, batch_dims=1)
        loss = -tf.reduce_mean(tf.math.log(chosen))  # error: XEN104
    grads = tape.gradient(loss, model.trainable_variables)


# %% An entropy is no crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        p = model(x)
        entropy = -tf.reduce_sum(p * tf.math.log(p + 1e-8), axis=-1)
        loss = tf.reduce_mean(entropy)
    grads = tape.gradient(loss, model.trainable_variables)


# %% A KL term between two outputs is none either
teacher = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
student = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        p, q = teacher(x), student(x)
        loss = tf.reduce_sum(p * (tf.math.log(p) - tf.math.log(q)))
    grads = tape.gradient(loss, student.trainable_variables)


# %% A temperature before sampling
model = tf.keras.Sequential([tf.keras.layers.Dense(100, activation="softmax")])


def sample(prompt, temperature):
    scores = tf.math.log(model(prompt)) / temperature
    return tf.random.categorical(scores, num_samples=1)


# %% A logarithm that is only shown
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
print(tf.math.log(model(images)))


# %% Watched after training, in numpy
import numpy as np

model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
p = model.predict(images)
print("log loss", -np.mean(np.sum(labels * np.log(p), axis=1)))


# %% The logarithm of something else
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="softplus")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        rate = model(x)
        loss = tf.reduce_mean(rate - y * tf.math.log(rate))
    grads = tape.gradient(loss, model.trainable_variables)


# %% log_softmax by name is right
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="log_softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(tf.reduce_sum(y * model(x), axis=-1))
    grads = tape.gradient(loss, model.trainable_variables)


# %% A log-likelihood of images under a sigmoid: still a crossentropy by hand
decoder = tf.keras.Sequential([tf.keras.layers.Dense(784, activation="sigmoid")])


def train_step(code, x):
    with tf.GradientTape() as tape:
        y = decoder(code)
        loss = -tf.reduce_sum(
            x * tf.math.log(1e-10 + y)  # error: XEN104
            + (1 - x) * tf.math.log(1e-10 + 1 - y)  # error: XEN104
        )
    optimizer.apply_gradients(zip(tape.gradient(loss, decoder.trainable_variables), decoder.trainable_variables))


# %% log1p never meets a zero
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(y * tf.math.log1p(model(x)))
    grads = tape.gradient(loss, model.trainable_variables)


# %% Mutual information
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        p = model(x)
        q = tf.reduce_mean(p, axis=0)
        inner = tf.reduce_mean(tf.reduce_sum(p * tf.math.log(p + 1e-9), axis=-1))
        loss = tf.reduce_sum(q * tf.math.log(q + 1e-9)) - inner
    grads = tape.gradient(loss, model.trainable_variables)


# %% An entropy beside a crossentropy on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        z = model(x)
        p = tf.nn.softmax(z)
        entropy = -tf.reduce_sum(p * tf.math.log(p + 1e-9), axis=-1)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=z) - 0.1 * entropy
    grads = tape.gradient(loss, model.trainable_variables)


# %% Probabilities that are divided by their own sum first
def loss(y_true, y_pred):
    y_pred /= tf.keras.backend.sum(y_pred, axis=-1, keepdims=True)
    y_pred = tf.keras.backend.clip(y_pred, 1e-7, 1 - 1e-7)
    return -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=-1)  # error: XEN104


model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=loss)
model.fit(images, labels)


# %% The epsilons of Keras and NumPy
import numpy as np


def loss(y_true, y_pred):
    one = tf.reduce_sum(y_true * tf.math.log(y_pred + tf.keras.backend.epsilon()))  # error: XEN104
    other = tf.reduce_sum(y_true * tf.math.log(y_pred + np.finfo("float32").eps))  # error: XEN104
    return -one - other


model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=loss)
model.fit(images, labels)


# %% Something is added of which only the name says that it is small
def train(images, labels, eps):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
    with tf.GradientTape() as tape:
        loss = -tf.reduce_sum(labels * tf.math.log(model(images) + eps))
    return tape.gradient(loss, model.trainable_variables)


# %% The probability of the label, put together from both sides
def focal(y_true, y_pred):
    y_pred = tf.clip_by_value(y_pred, 1e-7, 1 - 1e-7)
    p = y_true * y_pred + (1 - y_true) * (1 - y_pred)
    return -tf.reduce_mean((1 - p) ** 2 * tf.math.log(p))  # error: XEN104


model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss=focal)
model.fit(images, labels)
