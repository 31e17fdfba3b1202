"""XEN401: labels that the loss does not take, or that are of other classes than the output."""

import numpy as np
import tensorflow as tf

from data import batches, images, labels, unknown

# %% One-hot rows with a sparse crossentropy
y = tf.keras.utils.to_categorical(labels, 10)
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)  # error: XEN401


# %% ... with a categorical one they belong
y = tf.keras.utils.to_categorical(labels, 10)
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% One-hot rows in a training step
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in batches:
    with tf.GradientTape() as tape:
        loss = loss_fn(tf.one_hot(y, 10), model(x))  # error: XEN401
    grads = tape.gradient(loss, model.trainable_variables)


# %% A one-hot row of two numbers may be two labels of a sequence
model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in batches:
    with tf.GradientTape() as tape:
        loss = loss_fn(tf.one_hot(y, 2), model(x))
    grads = tape.gradient(loss, model.trainable_variables)


# %% The numbers of a data set with a categorical crossentropy
(x, y), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x / 255.0, y)  # error: XEN401


# %% ... with a sparse one, and some of the samples
(x, y), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x[:1000], y[:1000].astype("int32"))


# %% More classes than units
(x, y), _ = tf.keras.datasets.cifar100.load_data()
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(20)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y)  # error: XEN401


# %% ... which an argument chooses
(x, y), _ = tf.keras.datasets.cifar100.load_data(label_mode="coarse")
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(20)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y)


# %% Classes that are numbered from one
y = np.array([1, 2, 3, 3])
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)  # error: XEN401


# %% ... and are numbered from zero before they are used
y = np.array([1, 2, 3, 3]) - 1
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% ... or in place
y = np.array([1, 2, 3, 3])
y -= 1
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% ... under another name
y = np.array([1, 2, 3, 3])
numbers = y
numbers[numbers == 3] = 0
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% ... by somebody else
y = np.array([1, 2, 3, 3])
unknown.renumber(y)
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% ... by a function of numpy that writes into what it is given
y = np.array([1, 2, 3, 3])
np.put(y, [0, 1, 2, 3], [0, 1, 2, 2])
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% ... or with out=
y = np.array([1, 2, 3, 3])
np.subtract(y, 1, out=y)
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% ... or a method
y = np.array([1, 2, 3, 3])
y.fill(0)
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% Ten classes as the answer to one question
(x, y), _ = tf.keras.datasets.mnist.load_data()
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(x, y)  # error: XEN401


# %% ... made into two
(x, y), _ = tf.keras.datasets.mnist.load_data()
y = (y == 3).astype("float32")
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(x, y)


# %% ... by a cast to truth values
(x, y), _ = tf.keras.datasets.mnist.load_data()
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(x, y.astype(bool))


# %% One-hot rows of two classes, and one unit
y = tf.keras.utils.to_categorical(np.array([0, 1, 1]), 2)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(images, y)  # error: XEN401


# %% A picture in shades is no label
(x, y), _ = tf.keras.datasets.mnist.load_data()
model = tf.keras.Sequential([tf.keras.layers.Dense(784)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(x, x)


# %% Labels that only one of two branches makes one-hot
y = labels
if unknown.one_hot:
    y = tf.keras.utils.to_categorical(y, 10)
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, y)


# %% One function that encodes for two models
def encode(numbers, classes):
    return tf.keras.utils.to_categorical(numbers, classes)


first, second = encode(labels, 10), encode(labels, 5)
for y, units in ((first, 10), (second, 5)):
    model = tf.keras.Sequential([tf.keras.layers.Dense(units)])
    model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(images, y)


# %% Images of folders, whose labels are numbers unless they are asked for otherwise
train = tf.keras.utils.image_dataset_from_directory("pictures")
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(train, epochs=3)  # error: XEN401


# %% ... and are asked for
train = tf.keras.utils.image_dataset_from_directory("pictures", label_mode="categorical")
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(train, epochs=3)


# %% ... behind steps that keep batches what they are
train = tf.keras.utils.image_dataset_from_directory("pictures")
train = train.cache().shuffle(1000).prefetch(buffer_size=tf.data.AUTOTUNE)
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(train, epochs=3)  # error: XEN401


# %% ... and behind one that encodes them
train = tf.keras.utils.image_dataset_from_directory("pictures")
train = train.map(lambda x, y: (x, tf.one_hot(y, 10))).prefetch(1)
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(train, epochs=3)


# %% Labels of shape (batch,) against (batch, 1), in a function
(x, y), _ = tf.keras.datasets.imdb.load_data()
model = tf.keras.Sequential([tf.keras.Input((200,)), tf.keras.layers.Dense(1)])
with tf.GradientTape() as tape:
    loss = tf.keras.losses.binary_crossentropy(y, model(x), from_logits=True)  # error: XEN401
grads = tape.gradient(loss, model.trainable_variables)


# %% ... a loss object makes both alike
(x, y), _ = tf.keras.datasets.imdb.load_data()
model = tf.keras.Sequential([tf.keras.Input((200,)), tf.keras.layers.Dense(1)])
with tf.GradientTape() as tape:
    loss = tf.keras.losses.BinaryCrossentropy(from_logits=True)(y, model(x))
grads = tape.gradient(loss, model.trainable_variables)


# %% Classes of which one holds, each asked for alone
y = tf.keras.utils.to_categorical(labels, 10)
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(images, y)  # error: XEN401


# %% ... of two classes it is one question
y = tf.keras.utils.to_categorical(labels, 2)
model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(images, y)


# %% Of labels that several places make, the loss is told once for each that is wrong
y = tf.keras.utils.to_categorical(labels, 10)
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN203
model.fit(images, y)
