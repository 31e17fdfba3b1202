"""Models in every shape that people give them."""

import tensorflow as tf

from data import dataset, images, labels

# %% Sequential by add
model = tf.keras.Sequential()
model.add(tf.keras.layers.Dense(64, activation="relu"))
model.add(tf.keras.layers.Dense(10))
model.add(tf.keras.layers.Activation("softmax"))
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% Sequential by add, on logits
model = tf.keras.Sequential()
model.add(tf.keras.layers.Dense(64, activation="relu"))
model.add(tf.keras.layers.Dense(10))
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% pop takes the softmax off
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Softmax()])
model.pop()
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% pop and another head
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10, activation="softmax")])
model.pop()
model.add(tf.keras.layers.Dense(5))
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% Layers in a loop, then a head
model = tf.keras.Sequential()
for units in (512, 512, 256):
    model.add(tf.keras.layers.Dense(units, activation="relu"))
    model.add(tf.keras.layers.Dropout(0.3))
model.add(tf.keras.layers.Dense(10))
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% Layers in a loop over what is not known, and no head
from settings import sizes

model = tf.keras.Sequential()
for units, activation in sizes:
    model.add(tf.keras.layers.Dense(units, activation=activation))
model.compile("adam", "categorical_crossentropy")


# %% A list made beforehand
stack = [tf.keras.layers.Dense(64, activation="relu")]
stack.append(tf.keras.layers.Dense(64, activation="relu"))
stack += [tf.keras.layers.Dense(10)]
model = tf.keras.Sequential(stack)
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% A list made by a comprehension, and a head
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu") for _ in range(4)] + [tf.keras.layers.Dense(10)])
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% A list that is unpacked
hidden = [tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dropout(0.3)]
model = tf.keras.Sequential([*hidden, tf.keras.layers.Dense(10)])
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% A list of unknown layers behind our own
from nets import extra

model = tf.keras.Sequential([tf.keras.layers.Dense(10), *extra])
model.compile("adam", "categorical_crossentropy")


# %% Dropout, noise and regularisation at the end are no activations
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Dropout(0.2)])
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% Functional
inputs = tf.keras.Input(shape=(784,))
x = tf.keras.layers.Dense(64, activation="relu")(inputs)
outputs = tf.keras.layers.Dense(10, activation="softmax")(x)
model = tf.keras.Model(inputs=inputs, outputs=outputs)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% Functional, on logits, with the softmax beside
inputs = tf.keras.Input(shape=(784,))
logits = tf.keras.layers.Dense(10)(inputs)
probabilities = tf.keras.layers.Softmax()(logits)
model = tf.keras.Model(inputs, logits)
reader = tf.keras.Model(inputs, probabilities)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(images, labels)
print(reader.predict(images))


# %% Branches that are merged before the head
inputs = tf.keras.Input(shape=(28, 28, 1))
left = tf.keras.layers.Conv2D(8, 3, activation="sigmoid")(inputs)
right = tf.keras.layers.Conv2D(8, 5, activation="relu", padding="same")(inputs)
both = tf.keras.layers.concatenate([left, right])
outputs = tf.keras.layers.Dense(10)(tf.keras.layers.Flatten()(both))
model = tf.keras.Model(inputs, outputs)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% A sum of two sets of logits is a set of logits
inputs = tf.keras.Input(shape=(784,))
a = tf.keras.layers.Dense(10)(inputs)
b = tf.keras.layers.Dense(10)(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Add()([a, b]))
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% An average of softmaxes is a mixture, and right as it is
inputs = tf.keras.Input(shape=(784,))
heads = [tf.keras.layers.Dense(10, activation="softmax")(inputs) for _ in range(3)]
model = tf.keras.Model(inputs, tf.keras.layers.Average()(heads))
model.compile("adam", "categorical_crossentropy")
model.fit(images, labels)


# %% ... but no set of logits
inputs = tf.keras.Input(shape=(784,))
heads = [tf.keras.layers.Dense(10, activation="softmax")(inputs) for _ in range(3)]
model = tf.keras.Model(inputs, tf.keras.layers.Average()(heads))
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(images, labels)


# %% A product with an unknown mask
from nets import mask

inputs = tf.keras.Input(shape=(784,))
p = tf.keras.layers.Dense(10, activation="softmax")(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Multiply()([p, mask]))
model.compile("adam", tf.keras.losses.MeanSquaredError())


# %% A model within a model
features = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu")])
head = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
inputs = tf.keras.Input((784,))
model = tf.keras.Model(inputs, head(features(inputs)))
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% The output of another model, by attribute
base = tf.keras.applications.MobileNet(include_top=False, pooling="avg", weights=None)
outputs = tf.keras.layers.Dense(5)(base.output)
model = tf.keras.Model(inputs=base.input, outputs=outputs)
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% The layer before the softmax of another model
base = tf.keras.Sequential([tf.keras.Input((784,)), tf.keras.layers.Dense(64), tf.keras.layers.Dense(10, activation="softmax")])
features = tf.keras.Model(base.input, base.layers[-2].output)
model = tf.keras.Sequential([features, tf.keras.layers.Dense(3)])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% Several outputs, one loss each
inputs = tf.keras.Input((784,))
digit = tf.keras.layers.Dense(10, activation="softmax", name="digit")(inputs)
parity = tf.keras.layers.Dense(1, name="parity")(inputs)
model = tf.keras.Model(inputs, outputs=[digit, parity])
model.compile(
    optimizer="adam",
    loss=[
        tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),  # error: XEN201
        tf.keras.losses.BinaryCrossentropy(from_logits=True),
    ],
)


# %% Several outputs by name, in another order
inputs = tf.keras.Input((784,))
digit = tf.keras.layers.Dense(10, activation="softmax", name="digit")(inputs)
parity = tf.keras.layers.Dense(1, name="parity")(inputs)
model = tf.keras.Model(inputs, outputs=[digit, parity])
model.compile(
    optimizer="adam",
    loss={
        "parity": "binary_crossentropy",  # error: XEN202
        "digit": "sparse_categorical_crossentropy",  # error: XEN103
    },
)


# %% Several outputs as a dictionary
inputs = tf.keras.Input((784,))
outputs = {
    "digit": tf.keras.layers.Dense(10)(inputs),
    "parity": tf.keras.layers.Dense(1)(inputs),
}
model = tf.keras.Model(inputs, outputs)
model.compile(
    optimizer="adam",
    loss={
        "digit": tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        "parity": "binary_crossentropy",  # error: XEN202
    },
)


# %% One loss for every output
inputs = tf.keras.Input((784,))
first = tf.keras.layers.Dense(10)(inputs)
second = tf.keras.layers.Dense(10)(inputs)
model = tf.keras.Model(inputs, [first, second])
model.compile("adam", loss="categorical_crossentropy")  # error: XEN202


# %% Several outputs that a tape takes apart
inputs = tf.keras.Input((784,))
digit = tf.keras.layers.Dense(10, activation="softmax")(inputs)
value = tf.keras.layers.Dense(1)(inputs)
model = tf.keras.Model(inputs, [digit, value])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        p, v = model(x)
        loss = loss_fn(y, p) + tf.reduce_mean(v**2)  # error: XEN101
    grads = tape.gradient(loss, model.trainable_variables)


# %% A subclass with layers in a list
class Net(tf.keras.Model):
    def __init__(self, depth=3):
        super().__init__()
        self.hidden = [tf.keras.layers.Dense(64, activation="relu") for _ in range(depth)]
        self.out = tf.keras.layers.Dense(10)

    def call(self, x, training=None):
        for layer in self.hidden:
            x = layer(x, training=training)
        return self.out(x)


model = Net()
model.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% A subclass that makes its layers in build
class Net(tf.keras.Model):
    def build(self, input_shape):
        self.out = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.out(x)


model = Net()
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% A subclass that overrides __call__
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def __call__(self, x, training=False):
        return tf.nn.softmax(self.out(x))


model = Net()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images))  # error: XEN201


# %% A tf.Module is no Keras model and has an output all the same
class Net(tf.Module):
    def __init__(self):
        self.out = tf.keras.layers.Dense(10)

    def __call__(self, x):
        return tf.nn.softmax(self.out(x))


net = Net()
with tf.GradientTape() as tape:
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=net(images))  # error: XEN201


# %% A submodel in an attribute
class Head(tf.keras.layers.Layer):
    def __init__(self, classes):
        super().__init__()
        self.out = tf.keras.layers.Dense(classes, activation="softmax")

    def call(self, x):
        return self.out(x)


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.head = Head(10)

    def call(self, x):
        return self.head(x)


model = Net()
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% Inheritance: the subclass only changes the head
class Base(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(64, activation="relu")
        self.out = self.make_head()

    def make_head(self):
        return tf.keras.layers.Dense(10)

    def call(self, x):
        return self.out(self.hidden(x))


class Soft(Base):
    def make_head(self):
        return tf.keras.layers.Dense(10, activation="softmax")


loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
Base().compile("adam", loss_fn)
Soft().compile("adam", loss_fn)  # error: XEN201


# %% Inheritance: super().call and a softmax on top
class Base(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        return self.out(x)


class Soft(Base):
    def call(self, x):
        return tf.nn.softmax(super().call(x))


model = Soft()
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% A base class that is not known
from nets import Base


class Net(Base):
    def make_head(self):
        return tf.keras.layers.Dense(10)


model = Net()
model.compile("adam", "categorical_crossentropy")


# %% A softmax only outside of training, and the loss in training
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x, training=False):
        x = self.out(x)
        if not training:
            x = tf.nn.softmax(x)
        return x


model = Net()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    grads = tape.gradient(loss, model.trainable_variables)


# %% ... but a Dense in the same model has a softmax too
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x, training=False):
        x = self.out(x)
        if not training:
            x = tf.round(x)
        return x


model = Net()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% ... and the training step forgets to say that it trains
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x, training=False):
        x = self.out(x)
        if not training:
            x = tf.nn.softmax(x)
        return x


model = Net()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=False))  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% fit trains with training=True
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x, training=None):
        x = self.out(x)
        return x if training else tf.nn.softmax(x)


model = Net()
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% A parameter of call that is named like the flag of a loss
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x, from_logits=False):
        x = self.out(x)
        return x if from_logits else tf.nn.softmax(x)


model = Net()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        right = loss_fn(y, model(x, from_logits=True))
        wrong = loss_fn(y, model(x))  # error: XEN201
    grads = tape.gradient(right + wrong, model.trainable_variables)


# %% A builder with arguments, constants and defaults
CLASSES = 10
HEAD = "softmax"


def build(classes=CLASSES, activation=HEAD):
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Dense(64, activation="relu"))
    model.add(tf.keras.layers.Dense(classes, activation=activation))
    return model


loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
build().compile("adam", loss_fn)  # error: XEN201
build(activation=None).compile("adam", loss_fn)
build(5, "linear").compile("adam", loss_fn)


# %% A builder nobody calls: what is not given is not known, a default is only one of many
def build(activation, head="softmax"):
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=activation)])
    model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    return model


# %% A builder in a class
class Trainer:
    def __init__(self):
        self.loss = tf.keras.losses.SparseCategoricalCrossentropy()
        self.model = self.build()

    def build(self):
        inputs = tf.keras.Input((784,))
        return tf.keras.Model(inputs, tf.keras.layers.Dense(10)(inputs))

    def step(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss(y, self.model(x))  # error: XEN202
        return tape.gradient(loss, self.model.trainable_variables)


# %% Library models end in a softmax by default
model = tf.keras.applications.VGG16(weights="imagenet")
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% ... unless they are told otherwise
model = tf.keras.applications.VGG16(weights=None, classes=10, classifier_activation=None)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% ... and without a top they end in features
model = tf.keras.applications.VGG16(include_top=False)
out = tf.keras.layers.Flatten()(model.output)
model = tf.keras.Model(model.input, tf.keras.layers.Dense(10)(out))
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% TimeDistributed keeps the space of the layer in it
inputs = tf.keras.Input((None, 64))
x = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(32, return_sequences=True))(inputs)
outputs = tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(9))(x)
model = tf.keras.Model(inputs, outputs)
model.compile("adam", "sparse_categorical_crossentropy")  # error: XEN202


# %% TimeDistributed around logits with the right flag
inputs = tf.keras.Input((None, 64))
outputs = tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(9))(inputs)
model = tf.keras.Model(inputs, outputs)
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))


# %% clone_model has the head of the original
original = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model = tf.keras.models.clone_model(original)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% One file, two models, one default loss: only the linear one is wrong
soft = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
linear = tf.keras.Sequential([tf.keras.layers.Dense(10)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.keras.losses.sparse_categorical_crossentropy(y, linear(x))  # error: XEN202
soft.compile("adam", "sparse_categorical_crossentropy")  # error: XEN103
soft.fit(images, labels)


# %% A name that is bound many times means the last model
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=False)
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
model.compile("adam", loss_fn)
model.fit(images, labels)


# %% A compile that another one replaces before fit never trains
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", "categorical_crossentropy")
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% The same model compiled rightly, and later wrongly
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(images, labels)
model.compile("sgd", "categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% A generator ends in an image; the loss sees the discriminator
generator = tf.keras.Sequential([tf.keras.layers.Dense(784, activation="sigmoid")])
discriminator = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(1)])
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)


def step(noise, real):
    with tf.GradientTape() as tape:
        fake_score = discriminator(generator(noise))
        real_score = discriminator(real)
        loss = bce(tf.ones_like(real_score), real_score) + bce(tf.zeros_like(fake_score), fake_score)
    return tape.gradient(loss, discriminator.trainable_variables)


# %% The stacked model of a GAN
generator = tf.keras.Sequential([tf.keras.layers.Dense(784, activation="tanh")])
discriminator = tf.keras.Sequential([tf.keras.layers.Dense(1)])
gan = tf.keras.Sequential([generator, discriminator])
gan.compile("adam", tf.keras.losses.BinaryCrossentropy(from_logits=True))


# %% A class with a compile of its own
class Trainer(tf.keras.Model):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def compile(self, optimizer, loss_fn):
        super().compile()
        self.optimizer = optimizer
        self.loss_fn = loss_fn

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(y, self.net(x))  # error: XEN202
        grads = tape.gradient(loss, self.net.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.net.trainable_variables))
        return {"loss": loss}


trainer = Trainer(tf.keras.Sequential([tf.keras.layers.Dense(10)]))
trainer.compile(optimizer=tf.keras.optimizers.Adam(), loss_fn=tf.keras.losses.SparseCategoricalCrossentropy())
trainer.fit(dataset)


# %% ... with a right loss
class Trainer(tf.keras.Model):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def compile(self, optimizer, loss_fn=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)):
        super().compile()
        self.optimizer = optimizer
        self.loss_fn = loss_fn

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(y, self.net(x))
        grads = tape.gradient(loss, self.net.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.net.trainable_variables))
        return {"loss": loss}


trainer = Trainer(tf.keras.Sequential([tf.keras.layers.Dense(10)]))
trainer.compile(optimizer=tf.keras.optimizers.Adam())
trainer.fit(dataset)


# %% Freezing the layers of the whole model leaves it what it is
base = tf.keras.applications.VGG16(include_top=False)
out = tf.keras.layers.Dense(10, activation="softmax")(tf.keras.layers.Flatten()(base.output))
model = tf.keras.Model(base.input, out)
for layer in model.layers:
    layer.trainable = False
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% ... by a condition and a number, and those of models within it
base = tf.keras.applications.VGG16(include_top=False)
out = tf.keras.layers.Dense(10, activation="softmax")(tf.keras.layers.Flatten()(base.output))
model = tf.keras.Model(base.input, out)
for number, layer in enumerate(model.layers):
    if number < 10 or isinstance(layer, tf.keras.layers.BatchNormalization):
        layer.trainable = False
    if hasattr(layer, "layers"):
        for inner in layer.layers:
            inner.trainable = False
model.layers[3].trainable = True
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% ... and giving them regularizers or weights
inputs = tf.keras.Input((8, 8, 3))
features = tf.keras.layers.Flatten()(tf.keras.layers.Conv2D(4, 3)(inputs))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(10, activation="softmax")(features))
for layer in model.layers:
    if hasattr(layer, "kernel_regularizer"):
        setattr(layer, "kernel_regularizer", tf.keras.regularizers.l2(0.01))
    layer.set_weights(layer.get_weights())
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% Giving them another activation does not
inputs = tf.keras.Input((8, 8, 3))
features = tf.keras.layers.Flatten()(tf.keras.layers.Conv2D(4, 3)(inputs))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(10, activation="softmax")(features))
for layer in model.layers:
    layer.activation = tf.keras.activations.linear
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% A loss of the program is run when the model is trained, with what is there by then
class Pair:
    def __init__(self):
        self.critic = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        self.critic.compile("adam", loss=self.score)
        self.bce = tf.keras.losses.BinaryCrossentropy()

    def score(self, y_true, y_pred):
        return self.bce(y_true, y_pred)  # error: XEN202

    def train(self):
        self.critic.fit(images, labels)


Pair().train()


# %% ... and one that was never fitted ends nothing
class Pair:
    def __init__(self):
        self.critic = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        self.critic.compile("adam", loss=self.score)
        self.bce = tf.keras.losses.BinaryCrossentropy()

    def score(self, y_true, y_pred):
        return self.bce(y_true, y_pred)  # error: XEN202

    def train(self):
        with tf.GradientTape() as tape:
            loss = self.score(labels, self.critic(images))
        return tape.gradient(loss, self.critic.trainable_variables)


Pair().train()


# %% A model that is told its inputs by the name that TensorFlow 2.0 had for that
class Told(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.head = tf.keras.layers.Dense(3, activation="softmax")
        self._set_inputs(tf.keras.Input((4,)))

    def call(self, inputs):
        return self.head(inputs)


told = Told()
told.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
told.fit(dataset)
