"""XEN102: probabilities in compile(), where the flag is written out or the logits cannot be recovered."""

import tensorflow as tf

from data import dataset, images, labels

# %% from_logits=False written out
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),  # error: XEN102
    metrics=["accuracy"],
)
model.fit(images, labels)


# %% The flag is positional
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(False))  # error: XEN102
model.fit(images, labels)


# %% from_logits=False belongs to a binary crossentropy of one sigmoid
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=False))  # error: XEN102
model.fit(images, labels)


# %% A reshape after the softmax: nothing recovers the logits
model = tf.keras.Sequential(
    [
        tf.keras.layers.Dense(10, activation="softmax"),
        tf.keras.layers.Reshape((10,)),
    ]
)
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")  # error: XEN102
model.fit(images, labels)


# %% A flatten after the softmax
model = tf.keras.Sequential(
    [
        tf.keras.layers.Conv2D(10, 1, activation="softmax"),
        tf.keras.layers.Flatten(),
    ]
)
model.compile(loss="categorical_crossentropy", optimizer="adam")  # error: XEN102
model.fit(images, labels)


# %% A softmax in half precision
# as written
tf.keras.mixed_precision.set_global_policy("mixed_float16")
model = tf.keras.Sequential([tf.keras.layers.Dense(32), tf.keras.layers.Dense(10, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")  # error: XEN102
model.fit(images, labels)


# %% Mixed precision as the guide has it: the softmax in float32
# target_keras = 3
tf.keras.mixed_precision.set_global_policy("mixed_float16")
model = tf.keras.Sequential(
    [
        tf.keras.layers.Dense(32),
        tf.keras.layers.Dense(10),
        tf.keras.layers.Activation("softmax", dtype="float32"),
    ]
)
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")  # error: XEN103
model.fit(images, labels)


# %% An identity in float32 after a softmax in float16 comes too late
# as written
tf.keras.mixed_precision.set_global_policy("mixed_float16")
inputs = tf.keras.Input((784,))
x = tf.keras.layers.Dense(10, activation="softmax")(inputs)
outputs = tf.keras.layers.Activation("linear", dtype="float32")(x)
model = tf.keras.Model(inputs, outputs)
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")  # error: XEN102
model.fit(images, labels)


# %% ignore_class masks the predictions and loses the logits
# as written
# target_keras = 3
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(loss=tf.keras.losses.SparseCategoricalCrossentropy(ignore_class=0), optimizer="adam")  # error: XEN102
model.fit(images, labels)


# %% ignore_class on logits is right
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1), optimizer="adam")
model.fit(images, labels)


# %% TimeDistributed reshapes what comes out of it
model = tf.keras.Sequential(
    [
        tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(32, return_sequences=True)),
        tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(17, activation="softmax")),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN102
model.fit(images, labels)


# %% Eager fit before Keras 2.4 cannot look back
# target_keras = 2.1
# as written
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy", run_eagerly=True)  # error: XEN102
model.fit(images, labels)


# %% Eager fit since Keras 2.4 finds the cached logits of a Keras activation
# target_keras = 2
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy", run_eagerly=True)  # error: XEN103
model.fit(images, labels)


# %% Eager fit never finds those of tf.nn.softmax
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=tf.nn.softmax)])
model.compile(optimizer="adam", loss="categorical_crossentropy", run_eagerly=True)  # error: XEN102
model.fit(images, labels)


# %% Eager fit on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True), run_eagerly=True)
model.fit(images, labels)


# %% Keras 3 on JAX
# as written
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")  # error: XEN102
model.fit(images, labels)


# %% Keras 3 on JAX, with logits
# as written
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras

model = keras.Sequential([keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% Keras 3 on Torch, by setdefault
# as written
import os

os.environ.setdefault("KERAS_BACKEND", "torch")
from keras import Sequential, layers

model = Sequential([layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")  # error: XEN102
model.fit(images, labels)


# %% The backend is set by a call
# as written
import keras

keras.config.set_backend("jax")
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN102
model.fit(images, labels)


# %% The backend is configured
# as written
# target_keras = 3
# target_backend = torch
import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN102
model.fit(images, labels)


# %% The backend is TensorFlow after all
# as written
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN103
model.fit(images, labels)


# %% tf.keras is TensorFlow whatever KERAS_BACKEND says
# as written
import os

os.environ["KERAS_BACKEND"] = "jax"
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN103
model.fit(images, labels)


# %% A dict of losses is reported at the element
inputs = tf.keras.Input((64,))
kind = tf.keras.layers.Dense(5, activation="softmax", name="kind")(inputs)
width = tf.keras.layers.Dense(1, name="width")(inputs)
model = tf.keras.Model(inputs, [kind, width])
model.compile(
    optimizer="adam",
    loss={
        "kind": tf.keras.losses.CategoricalCrossentropy(from_logits=False),  # error: XEN102
        "width": "mse",
    },
)
model.fit(images, labels)


# %% A list of losses is reported at the element
inputs = tf.keras.Input((64,))
first = tf.keras.layers.Dense(5, activation="softmax")(inputs)
second = tf.keras.layers.Dense(7)(inputs)
model = tf.keras.Model(inputs, [first, second])
model.compile(
    optimizer="adam",
    loss=[
        tf.keras.losses.CategoricalCrossentropy(from_logits=False),  # error: XEN102
        tf.keras.losses.CategoricalCrossentropy(from_logits=True),
    ],
)
model.fit(images, labels)


# %% Compiled only to be evaluated
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.load_weights("weights.h5")
model.compile(loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False))
print(model.evaluate(images, labels))


# %% A builder returns the compiled model: somebody will train it
def build():
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False))  # error: XEN102
    return model


# %% The loss is a parameter that nobody gives
def build(loss):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", loss)
    return model


# %% Another loss altogether
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "mse")
model.fit(images, labels)


# %% What chooses among outputs of one kind has nothing to do with what chooses among losses
def build(deep):
    inputs = tf.keras.Input((8, 8, 3))
    parts = [tf.keras.layers.Softmax()(tf.keras.layers.Conv2D(4, 1)(inputs)) for _ in range(2)]
    classes = tf.keras.layers.Concatenate(axis=1)(parts) if deep else parts[0]
    return tf.keras.Model(inputs, [classes, tf.keras.layers.Conv2D(4, 1)(inputs)])


model = build(deep=args.deep)
if args.robust:
    losses = ["categorical_crossentropy", "mae"]
else:
    losses = ["categorical_crossentropy", "mse"]
model.compile(optimizer="adam", loss=losses)  # error: XEN102
model.fit(images, labels)


# %% A softmax over the steps of a sequence, which TensorFlow 2.3 writes out
# target_keras = 2.1
inputs = tf.keras.Input((20, 8))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(50, activation="softmax")(inputs))
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN102
model.fit(images, labels)


# %% ... decides nothing where nobody says that it is meant
inputs = tf.keras.Input((20, 8))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(50, activation="softmax")(inputs))
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN103
model.fit(images, labels)


# %% A wrapper around one of two layers
# as written
# target_keras = 2.1
layer = tf.keras.layers.LSTM if args.gpu else tf.keras.layers.GRU
inputs = tf.keras.Input((20, 8))
x = tf.keras.layers.Bidirectional(layer(15, return_sequences=True))(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(50, activation="softmax")(x))
model.compile(optimizer="adam", loss="categorical_crossentropy")  # error: XEN102
model.fit(images, labels)
