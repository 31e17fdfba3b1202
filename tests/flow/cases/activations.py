"""The activation, however it is written, and what comes after it."""

import tensorflow as tf

from data import dataset, images, labels

logits_loss = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
binary_logits_loss = tf.keras.losses.BinaryCrossentropy(from_logits=True)


# %% The second positional argument of Dense
model = tf.keras.Sequential([tf.keras.layers.Dense(10, "softmax")])
model.compile("adam", logits_loss)  # error: XEN201


# %% The eighth positional argument of Conv2D is not
model = tf.keras.Sequential([tf.keras.layers.Conv2D(10, (1, 1), (1, 1), "same")])
model.compile("adam", logits_loss)


# %% A function of Keras
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=tf.keras.activations.softmax)])
model.compile("adam", logits_loss)  # error: XEN201


# %% A function of TensorFlow
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation=tf.math.sigmoid)])
model.compile("adam", binary_logits_loss)  # error: XEN201


# %% A layer as an activation
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=tf.keras.layers.Softmax())])
model.compile("adam", logits_loss)  # error: XEN201


# %% keras.activations.get
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=tf.keras.activations.get("softmax"))])
model.compile("adam", logits_loss)  # error: XEN201


# %% A variable
activation = "sigmoid"
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation=activation)])
model.compile("adam", binary_logits_loss)  # error: XEN201


# %% An entry of a dictionary
config = {"classes": 10, "activation": "softmax"}
model = tf.keras.Sequential([tf.keras.layers.Dense(config["classes"], activation=config["activation"])])
model.compile("adam", logits_loss)  # error: XEN201


# %% Arguments in a dictionary
options = {"units": 10, "activation": "softmax"}
model = tf.keras.Sequential([tf.keras.layers.Dense(**options)])
model.compile("adam", logits_loss)  # error: XEN201


# %% A condition on a number that is known
classes = 1
activation = "sigmoid" if classes == 1 else "softmax"
model = tf.keras.Sequential([tf.keras.layers.Dense(classes, activation=activation)])
model.compile("adam", binary_logits_loss)  # error: XEN201


# %% A lambda
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=lambda x: tf.nn.softmax(x, axis=-1))])
model.compile("adam", logits_loss)  # error: XEN201


# %% A Lambda layer
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Lambda(lambda x: tf.nn.softmax(x))])
model.compile("adam", logits_loss)  # error: XEN201


# %% A function of our own
def squash(x):
    return tf.nn.softmax(x, axis=-1)


model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=squash)])
model.compile("adam", logits_loss)  # error: XEN201


# %% A temperature in a Lambda layer keeps logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Lambda(lambda x: x / 0.5)])
model.compile("adam", logits_loss)


# %% The activation is assigned afterwards
model = tf.keras.Sequential([tf.keras.layers.Dense(64), tf.keras.layers.Dense(10, activation="softmax")])
model.layers[-1].activation = tf.keras.activations.linear
model = tf.keras.models.clone_model(model)
model.compile("adam", logits_loss)


# %% An identity after the softmax changes nothing
model = tf.keras.Sequential(
    [
        tf.keras.layers.Dense(10, activation="softmax"),
        tf.keras.layers.Activation("linear", dtype="float32"),
    ]
)
model.compile("adam", logits_loss)  # error: XEN201


# %% An identity in a functional model
inputs = tf.keras.Input((784,))
x = tf.keras.layers.Dense(10, activation="softmax")(inputs)
outputs = tf.keras.layers.Activation("linear", name="out")(x)
model = tf.keras.Model(inputs, outputs)
model.compile("adam", logits_loss)  # error: XEN201


# %% A reshape, a cast, an index: still probabilities
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.sparse_categorical_crossentropy
for x, y in dataset:
    with tf.GradientTape() as tape:
        p = model(x)
        a = loss_fn(y, tf.reshape(p, (-1, 10)))  # error: XEN101
        b = loss_fn(y, tf.cast(p, tf.float32))  # error: XEN101
        c = loss_fn(y[1:], p[1:])  # error: XEN101
        d = loss_fn(y, tf.squeeze(p))  # error: XEN101
        e = loss_fn(y, tf.identity(p))  # error: XEN101
    grads = tape.gradient(a + b + c + d + e, model.trainable_variables)


# %% The same on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        z = model(x)
        a = loss_fn(y, tf.reshape(z, (-1, 10)))
        b = loss_fn(y, tf.cast(z, tf.float32))
        c = loss_fn(y[1:], z[1:])
        d = loss_fn(y, tf.squeeze(z))
    grads = tape.gradient(a + b + c + d, model.trainable_variables)


# %% The last time step of a sequence of logits
model = tf.keras.Sequential([tf.keras.layers.LSTM(64, return_sequences=True), tf.keras.layers.Dense(50)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x)[:, -1, :])  # error: XEN202
    grads = tape.gradient(loss, model.trainable_variables)


# %% An ensemble's mean in a tape is right as it is
members = [tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")]) for _ in range(3)]
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        p = tf.reduce_mean(tf.stack([member(x) for member in members]), axis=0)
        loss = loss_fn(y, p)
    grads = tape.gradient(loss, members[0].trainable_variables)


# %% ... also when it is written out
first = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
second = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, (first(x) + second(x)) / 2)
    grads = tape.gradient(loss, first.trainable_variables)


# %% Names lie: what is called logits holds probabilities
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        logits = model(x)
        loss = tf.keras.losses.sparse_categorical_crossentropy(y, logits)  # error: XEN101
    grads = tape.gradient(loss, model.trainable_variables)


# %% ... and what is called probs holds logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=None)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        probs = model(x)
        loss = tf.keras.losses.sparse_categorical_crossentropy(y, probs, from_logits=True)
    grads = tape.gradient(loss, model.trainable_variables)


# %% A softmax written out by hand is a softmax
# xfail: the shift by the maximum hides it
def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=-1, keepdims=True))
    return e / tf.reduce_sum(e, axis=-1, keepdims=True)


model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, softmax(model(x)))  # error: XEN101
    grads = tape.gradient(loss, model.trainable_variables)


# %% Probabilities clipped by hand
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, tf.clip_by_value(model(x), 1e-9, 1.0))  # error: XEN101
    grads = tape.gradient(loss, model.trainable_variables)


# %% The classes that were picked are no predictions of a crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
accuracy = tf.keras.metrics.Accuracy()
for x, y in dataset:
    accuracy.update_state(y, tf.argmax(model(x), axis=-1))


# %% Softplus, exponential and own scales are not judged
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="exponential")])
model.compile("adam", "categorical_crossentropy")


# %% A normalised output is not judged
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.LayerNormalization()])
model.compile("adam", logits_loss)
