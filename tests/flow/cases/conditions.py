"""Activation and loss that depend on one condition, in the many ways to ask for it."""

import tensorflow as tf

from data import images, labels
from settings import args


# %% The same test twice
def build(n):
    activation = "sigmoid" if n == 2 else None
    model = tf.keras.Sequential([tf.keras.layers.Dense(1 if n == 2 else n, activation=activation)])
    model.compile("adam", "mse" if n == 2 else tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    return model


# %% A test and its negation
def build(kind):
    if kind != "binary":
        units, activation = 3, "softmax"
    else:
        units, activation = 1, "sigmoid"
    model = tf.keras.Sequential([tf.keras.layers.Dense(units, activation=activation)])
    loss = "binary_crossentropy" if kind == "binary" else "categorical_crossentropy"
    model.compile("adam", loss)  # error: XEN103
    return model


# %% A comparison and its complement
def build(n):
    if n > 2:
        units, activation = n, "softmax"
    else:
        units, activation = 1, "sigmoid"
    model = tf.keras.Sequential([tf.keras.layers.Dense(units, activation=activation)])
    if n <= 2:
        loss = "binary_crossentropy"
    else:
        loss = "categorical_crossentropy"
    model.compile("adam", loss)  # error: XEN103
    return model


# %% A comparison and an equality of the same number: nothing is proved where they overlap
def build(n):
    if n > 2:
        units, activation = n, "softmax"
    else:
        units, activation = 1, "sigmoid"
    model = tf.keras.Sequential([tf.keras.layers.Dense(units, activation=activation)])
    if n == 2:
        loss = "binary_crossentropy"
    else:
        loss = "categorical_crossentropy"
    model.compile("adam", loss)  # error: XEN103
    return model


# %% Membership, then equality
def build(kind):
    activation = "softmax" if kind in ("one", "sparse") else "sigmoid"
    model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation=activation)])
    if kind == "one":
        model.compile("adam", "categorical_crossentropy")  # error: XEN103
    elif kind == "sparse":
        model.compile("adam", "sparse_categorical_crossentropy")  # error: XEN103
    else:
        model.compile("adam", "binary_crossentropy")  # error: XEN103
    return model


# %% or, and not and
def build(n, multi):
    activation = "softmax"
    if n == 2 or multi:
        activation = "sigmoid"
    model = tf.keras.Sequential([tf.keras.layers.Dense(n, activation=activation)])
    if n > 2 and not multi:
        loss = "categorical_crossentropy"
    else:
        loss = "binary_crossentropy"
    model.compile("adam", loss)  # error: XEN103
    return model


# %% A chain of three, asked in another order
import sys

mode = sys.argv[1]
if mode == "soft":
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
elif mode == "logits":
    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
else:
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
if mode == "logits":
    loss = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
elif mode == "soft":
    loss = "categorical_crossentropy"
else:
    loss = "binary_crossentropy"
model.compile("adam", loss)  # error: XEN103


# %% Two functions that are told the same
def build(binary):
    if binary:
        return tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
    return tf.keras.Sequential([tf.keras.layers.Dense(5)])


def loss_for(binary):
    if binary:
        return "mse"
    return tf.keras.losses.CategoricalCrossentropy(from_logits=True)


def main(binary):
    model = build(binary)
    model.compile("adam", loss_for(binary))
    model.fit(images, labels)


# %% Two methods that ask one attribute
class Experiment:
    def __init__(self, binary):
        self.binary = binary
        self.model = self.build()

    def build(self):
        if self.binary:
            return tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
        return tf.keras.Sequential([tf.keras.layers.Dense(5)])

    def train(self):
        loss = "mse" if self.binary else tf.keras.losses.CategoricalCrossentropy(from_logits=True)
        self.model.compile("adam", loss)


# %% A global that two functions ask
BINARY = args.binary


def build():
    if BINARY:
        return tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
    return tf.keras.Sequential([tf.keras.layers.Dense(5)])


def main():
    model = build()
    model.compile("adam", "mse" if BINARY else tf.keras.losses.CategoricalCrossentropy(from_logits=True))


main()


# %% The flag is whether there is an activation
def build(activation=None):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=activation)])
    model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=activation is None))
    return model


# %% What kind of value it is
def build(loss):
    activation = "softmax" if isinstance(loss, str) else None
    model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation=activation)])
    if isinstance(loss, str):
        loss = "mse"
    else:
        loss = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)


# %% match decides both
match args.kind:
    case "logits":
        activation, from_logits = None, True
    case _:
        activation, from_logits = "softmax", False
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=activation)])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=from_logits))


# %% pop under the condition that is the flag
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Softmax()])
if args.logits:
    model.pop()
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=args.logits))


# %% Two conditions that have nothing to do with each other prove a wrong pair
def build(deep, smooth):
    model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu")])
    if deep:
        model.add(tf.keras.layers.Dense(64, activation="relu"))
    model.add(tf.keras.layers.Dense(10))
    smoothing = 0.1 if smooth else 0.0
    model.compile("adam", tf.keras.losses.CategoricalCrossentropy(label_smoothing=smoothing))  # error: XEN202
    return model


# %% Options that may be given from outside
parser_default = "softmax"
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=args.activation or parser_default)])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% A dictionary that is updated from outside
config = {"activation": "softmax"}
config.update(args.overrides)
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=config["activation"])])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% Attributes that setattr gives
class Experiment:
    activation = "softmax"

    def __init__(self, **options):
        for name, value in options.items():
            setattr(self, name, value)

    def build(self):
        model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=self.activation)])
        model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
        return model


Experiment(activation=None).build()


# %% Attributes that __dict__ is given
class Experiment:
    activation = "softmax"

    def __init__(self, **options):
        self.__dict__.update(options)

    def build(self):
        model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=self.activation)])
        model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
        return model


Experiment(activation=None).build()


# %% A dataclass whose default is overridden
from dataclasses import dataclass


@dataclass
class Options:
    activation: str = "softmax"
    logits: bool = True


options = Options(activation=None)
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=options.activation)])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=options.logits))
