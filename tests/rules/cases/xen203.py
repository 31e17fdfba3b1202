"""XEN203: an activation that does not belong to the crossentropy."""

import tensorflow as tf

from data import dataset, images, labels

# %% A softmax with a binary crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% A softmax with a categorical one is the fragile default
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN103
model.fit(images, labels)


# %% Sigmoids over classes with a categorical crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="sigmoid")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% Sigmoids over independent labels with a binary one, on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(images, labels)


# %% Sigmoids over classes with a sparse crossentropy, in a tape
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="sigmoid")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))  # error: XEN203
    grads = tape.gradient(loss, model.trainable_variables)


# %% A softmax over one unit is always 1
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% ... whatever the crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy())  # error: XEN203
model.fit(images, labels)


# %% One sigmoid unit with a categorical crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% A relu output as probabilities
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="relu")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% A relu output as logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="relu")])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN203
model.fit(images, labels)


# %% A tanh output with a binary crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="tanh")])
model.compile(optimizer="adam", loss="binary_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% A tanh output for a regression
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="tanh")])
model.compile(optimizer="adam", loss="mse")
model.fit(images, labels)


# %% Logits bounded on purpose, scaled afterwards
inputs = tf.keras.Input((784,))
scores = 10.0 * tf.tanh(tf.keras.layers.Dense(10)(inputs))
model = tf.keras.Model(inputs, scores)
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% An LSTM as the output of a classifier is a tanh
# as written
model = tf.keras.Sequential([tf.keras.layers.LSTM(10)])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% Two classes as two units: one column of a softmax is a probability
inputs = tf.keras.Input((784,))
both = tf.keras.layers.Dense(2, activation="softmax")(inputs)
model = tf.keras.Model(inputs, both[:, 1:])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(images, labels)


# %% A mismatch is one report, not also a fragile one
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=False)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))  # error: XEN203
    grads = tape.gradient(loss, model.trainable_variables)


# %% An image that ends in a sigmoid and is compared pixel by pixel
autoencoder = tf.keras.Sequential(
    [tf.keras.layers.Dense(32, activation="relu"), tf.keras.layers.Dense(784, activation="sigmoid")]
)
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")  # error: XEN103
autoencoder.fit(images, images)


# %% An attention weight of one unit is always 1 as well, but it is no output
class Attend(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.score = tf.keras.layers.Dense(1)
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        weights = tf.nn.softmax(self.score(x), axis=1)
        return self.out(tf.reduce_sum(weights * x, axis=1))


model = Attend()
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% A softmax over the channel axis of a sigmoid mask
inputs = tf.keras.Input((64, 64, 3))
mask = tf.keras.layers.Conv2D(1, 1, activation="sigmoid")(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Conv2D(4, 1)(inputs * mask))
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% Classes assembled from a sigmoid and its complement
inputs = tf.keras.Input((784,))
p = tf.keras.layers.Dense(1, activation="sigmoid")(inputs)
model = tf.keras.Model(inputs, tf.concat([1 - p, p], axis=-1))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels)


# %% Without its top a model is made for something else than this loss
class Net(tf.keras.Model):
    def __init__(self, include_top=True):
        super().__init__()
        self.include_top = include_top
        self.dense = tf.keras.layers.Dense(64, activation="relu")
        self.classifier = tf.keras.layers.Dense(10)

    def call(self, x):
        x = self.dense(x)
        return self.classifier(x) if self.include_top else x


def run(images, labels, include_top=True):
    model = Net(include_top)
    model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(images, labels)


# %% A choice between two outputs of which neither is one for the loss
def run(images, labels, deep=True):
    inputs = tf.keras.Input((784,))
    x = tf.keras.layers.Dense(64, activation="relu")(inputs)
    if deep:
        x = tf.keras.layers.Dense(10, activation="tanh")(x)
    model = tf.keras.Model(inputs, x)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN203
    model.fit(images, labels)


# %% One linear unit and a loss over classes
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN203


# %% ... with integer labels; as probabilities, the activation is what is missing first
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN203
other = tf.keras.Sequential([tf.keras.layers.Dense(1)])
other.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% One score for each of several candidates
scores = tf.keras.layers.Dense(1)
inputs = tf.keras.Input((7, 16))
outputs = tf.keras.layers.Flatten()(tf.keras.layers.TimeDistributed(scores)(inputs))
model = tf.keras.Model(inputs, outputs)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% The softmax goes over one axis, and the loss over another
inputs = tf.keras.Input((7, 16))
outputs = tf.keras.layers.Softmax(axis=1)(tf.keras.layers.Conv1D(5, 1)(inputs))
model = tf.keras.Model(inputs, outputs)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy())  # error: XEN203


# %% ... or both over the same
inputs = tf.keras.Input((7, 16))
outputs = tf.keras.layers.Softmax(axis=2)(tf.keras.layers.Conv1D(5, 1)(inputs))
model = tf.keras.Model(inputs, outputs)
model.compile("adam", "categorical_crossentropy")  # error: XEN103


# %% A softmax over another axis, in a stack that is told the shape of its input
model = tf.keras.Sequential([tf.keras.Input((4, 8)), tf.keras.layers.Dense(10), tf.keras.layers.Softmax(axis=1)])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% ... by its first layer
model = tf.keras.Sequential([tf.keras.layers.Dense(10, input_shape=(4, 8)), tf.keras.layers.Softmax(axis=1)])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN203
model.fit(images, labels)


# %% ... where that axis is the last
model = tf.keras.Sequential([tf.keras.layers.Dense(10, input_dim=8), tf.keras.layers.Softmax(axis=1)])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN103
model.fit(images, labels)
