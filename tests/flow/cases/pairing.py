"""Which output meets which loss: never paired by nearness, name, or a mixture of paths."""

import tensorflow as tf

from data import dataset, images, labels

soft = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
linear = tf.keras.Sequential([tf.keras.layers.Dense(10)])
probs_loss = tf.keras.losses.SparseCategoricalCrossentropy()
logits_loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


# %% A step that is called with two right pairs, and one of them is fragile
def step(model, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))  # error: XEN101
    return tape.gradient(loss, model.trainable_variables)


step(soft, probs_loss, images, labels)
step(linear, logits_loss, images, labels)


# %% A step that is called with one right pair
def step(model, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))
    return tape.gradient(loss, model.trainable_variables)


step(linear, logits_loss, images, labels)


# %% A step that is called with a wrong pair is wrong inside
def step(model, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))  # error: XEN202
    return tape.gradient(loss, model.trainable_variables)


step(linear, probs_loss, images, labels)


# %% Two trainers with two right pairs
class Trainer:
    def __init__(self, model, loss_fn):
        self.model = model
        self.loss_fn = loss_fn

    def train(self):
        self.model.compile("adam", self.loss_fn)
        self.model.fit(images, labels)


regression = tf.keras.Sequential([tf.keras.layers.Dense(1)])
Trainer(linear, logits_loss).train()
Trainer(regression, tf.keras.losses.MeanSquaredError()).train()


# %% A loop over pairs
for activation, loss in [
    ("softmax", tf.keras.losses.MeanSquaredError()),
    (None, tf.keras.losses.CategoricalCrossentropy(from_logits=True)),
]:
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=activation)])
    model.compile("adam", loss)
    model.fit(images, labels)


# %% A loop over the flag
for from_logits in (True, False):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=None if from_logits else "softmax")])
    model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=from_logits))  # error: XEN102
    model.fit(images, labels)


# %% Two lists that are zipped
models = [linear, tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])]
losses = [logits_loss, tf.keras.losses.MeanSquaredError()]
for model, loss in zip(models, losses):
    model.compile("adam", loss)
    model.fit(images, labels)


# %% A dictionary of recipes
recipes = {
    "logits": {"activation": None, "loss": tf.keras.losses.CategoricalCrossentropy(from_logits=True)},
    "squared": {"activation": "softmax", "loss": "mse"},
}
for name, recipe in recipes.items():
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=recipe["activation"])])
    model.compile("adam", recipe["loss"])
    model.fit(images, labels)


# %% A recipe that a command line chooses
import sys

recipes = {
    "logits": {"activation": None, "loss": tf.keras.losses.CategoricalCrossentropy(from_logits=True)},
    "squared": {"activation": "softmax", "loss": "mse"},
}
recipe = recipes[sys.argv[1]]
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=recipe["activation"])])
model.compile("adam", recipe["loss"])


# %% A kind that decides twice
def build(kind):
    if kind == "binary":
        units, activation = 1, "sigmoid"
    else:
        units, activation = 10, None
    model = tf.keras.Sequential([tf.keras.layers.Dense(units, activation=activation)])
    if kind == "binary":
        loss = tf.keras.losses.MeanSquaredError()
    else:
        loss = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    return model


# %% A kind that decides twice, in another order of the tests
def build(kind):
    if kind == "binary":
        activation = "sigmoid"
    elif kind == "classes":
        activation = None
    else:
        raise ValueError(kind)
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=activation)])
    if kind != "binary":
        model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    else:
        model.compile("adam", "mse")
    return model


# %% An early return
def build(as_logits):
    if as_logits:
        return tf.keras.Sequential([tf.keras.layers.Dense(10)])
    return tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])


model = build(True)
model.compile("adam", logits_loss)
model = build(as_logits=False)
model.compile("adam", logits_loss)  # error: XEN201


# %% A condition that stays unknown: a model of either kind is not proved to be one of them
from settings import as_logits


def build():
    if as_logits:
        return tf.keras.Sequential([tf.keras.layers.Dense(10)])
    return tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])


build().compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=as_logits))


# %% An attribute says the flag on both sides
class Net(tf.keras.Model):
    def __init__(self, logits):
        super().__init__()
        self.logits = logits
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        x = self.out(x)
        if not self.logits:
            x = tf.nn.softmax(x)
        return x


net = Net(logits=True)
net.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=net.logits))


# %% A parameter hides the global of the same name
def step(soft, probs_loss, x, y):
    with tf.GradientTape() as tape:
        loss = probs_loss(y, soft(x))
    return tape.gradient(loss, soft.trainable_variables)


# %% The model of a function is not the model of the module
model = soft


def other():
    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    model.compile("adam", logits_loss)
    return model


# %% global binds the module's name
model = None


def setup():
    global model
    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])


def train():
    model.compile("adam", logits_loss)


setup()
train()


# %% An unknown decorator may return anything
from tools import registered


@registered
def build():
    return tf.keras.Sequential([tf.keras.layers.Dense(10)])


build().compile("adam", "categorical_crossentropy")


# %% An unknown function may change a model
from tools import add_head

model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model = add_head(model)
model.compile("adam", "categorical_crossentropy")


# %% An unknown function may add to a list of layers
from tools import add_head

stack = [tf.keras.layers.Dense(10)]
add_head(stack)
tf.keras.Sequential(stack).compile("adam", "categorical_crossentropy")


# %% Outputs by name: the loss takes the logits
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        z = self.out(x)
        return {"logits": z, "probabilities": tf.nn.softmax(z)}


net = Net()
with tf.GradientTape() as tape:
    loss = logits_loss(labels, net(images)["logits"])


# %% Outputs by name: the loss takes the probabilities
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        z = self.out(x)
        return {"logits": z, "probabilities": tf.nn.softmax(z)}


net = Net()
with tf.GradientTape() as tape:
    loss = logits_loss(labels, net(images)["probabilities"])  # error: XEN201


# %% A Sequential of our own
class Net(tf.keras.Sequential):
    def __init__(self, classes):
        super().__init__([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(classes)])


Net(10).compile("adam", "categorical_crossentropy")  # error: XEN202


# %% A functional model of our own
class Net(tf.keras.Model):
    def __init__(self, classes):
        inputs = tf.keras.Input((784,))
        outputs = tf.keras.layers.Dense(classes, activation="softmax")(inputs)
        super().__init__(inputs, outputs)


Net(10).compile("adam", logits_loss)  # error: XEN201


# %% A class method builds, a property holds the loss
class Experiment:
    @classmethod
    def build(cls):
        return tf.keras.Sequential([tf.keras.layers.Dense(10)])

    @property
    def loss(self):
        return tf.keras.losses.CategoricalCrossentropy()

    def run(self):
        model = self.build()
        model.compile("adam", self.loss)  # error: XEN202
        model.fit(images, labels)


# %% A loss that only subclasses set
class Experiment:
    loss = None

    def run(self):
        linear.compile("adam", self.loss)
        linear.fit(images, labels)


class Logits(Experiment):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


Logits().run()


# %% Keyword arguments that are passed through
def build(**kwargs):
    kwargs.setdefault("activation", None)
    return tf.keras.Sequential([tf.keras.layers.Dense(10, **kwargs)])


build().compile("adam", logits_loss)


# %% Recursion ends
def build(depth):
    if depth == 0:
        return [tf.keras.layers.Dense(10)]
    return [tf.keras.layers.Dense(64, activation="relu")] + build(depth - 1)


tf.keras.Sequential(build(3)).compile("adam", logits_loss)


# %% A generator of layers
def stack():
    yield tf.keras.layers.Dense(64, activation="relu")
    yield tf.keras.layers.Dense(10)


tf.keras.Sequential(list(stack())).compile("adam", logits_loss)
