"""XEN204: the predictions stand in the place of the labels."""

import tensorflow as tf

optimizer = tf.keras.optimizers.Adam()
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
dataset = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(32)


# %% The prediction comes first
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(model(x), y)  # error: XEN204
    grads = tape.gradient(loss, model.trainable_variables)


# %% The labels come first
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))
    grads = tape.gradient(loss, model.trainable_variables)


# %% Keywords in another order are not swapped
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y_pred=model(x), y_true=y)
    grads = tape.gradient(loss, model.trainable_variables)


# %% A function, with probabilities: swapped is what is said
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = tf.keras.losses.sparse_categorical_crossentropy(predictions, y)  # error: XEN204
    grads = tape.gradient(loss, model.trainable_variables)


# %% Swapped and a flag that would be wrong: never advise on the flag
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.CategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(model(x), y)  # error: XEN204
    grads = tape.gradient(loss, model.trainable_variables)


# %% The op takes labels first when it is called by position
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(model(x), y)  # error: XEN204
    grads = tape.gradient(loss, model.trainable_variables)


# %% A wrapper that takes the prediction first and passes it on rightly
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])


def loss_fn(prediction, label):
    return tf.keras.losses.sparse_categorical_crossentropy(label, prediction, from_logits=True)


for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(model(x), y)
    grads = tape.gradient(loss, model.trainable_variables)


# %% Two outputs of models: which is the label is the author's business
teacher = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
student = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
for x, _ in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(teacher(x), student(x))
    grads = tape.gradient(loss, student.trainable_variables)


# %% Labels made from a discriminator's own output
discriminator = tf.keras.Sequential([tf.keras.layers.Dense(1)])
loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=True)
for x, _ in dataset:
    with tf.GradientTape() as tape:
        real = discriminator(x)
        loss = loss_fn(tf.ones_like(real), real)
    grads = tape.gradient(loss, discriminator.trainable_variables)


# %% ... and the same, swapped
discriminator = tf.keras.Sequential([tf.keras.layers.Dense(1)])
loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=True)
for x, _ in dataset:
    with tf.GradientTape() as tape:
        real = discriminator(x)
        loss = loss_fn(real, tf.ones_like(real))  # error: XEN204
    grads = tape.gradient(loss, discriminator.trainable_variables)


# %% Both arguments are unknown
loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=True)


def train_step(model, prediction, label):
    with tf.GradientTape() as tape:
        loss = loss_fn(prediction, label)
    return tape.gradient(loss, model.trainable_variables)


# %% A reconstruction is compared with its input
autoencoder = tf.keras.Sequential([tf.keras.layers.Dense(784)])
loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=True)
for x, _ in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(x, autoencoder(x))
    grads = tape.gradient(loss, autoencoder.trainable_variables)


# %% In a metric of the program's own
def perplexity(y_true, y_pred):
    return tf.exp(tf.keras.losses.categorical_crossentropy(y_pred, y_true))  # error: XEN204


model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(
    optimizer="adam",
    loss="categorical_crossentropy",  # error: XEN103
    metrics=[perplexity],
)


# %% A function that hands both on as it is given them: who calls it breaks the order
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def compute(y_true, y_pred):
    return loss_fn(y_true, y_pred)


for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = compute(model(x), y)  # error: XEN204
    grads = tape.gradient(loss, model.trainable_variables)


# %% ... and one that exchanges them breaks it itself
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def compute(y_true, y_pred):
    return loss_fn(y_pred, y_true)  # error: XEN204


for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = compute(y, model(x))
    grads = tape.gradient(loss, model.trainable_variables)
