"""Where the loss is computed: tapes, functions, strategies, evaluation."""

import tensorflow as tf

from data import dataset, images, labels

model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam()


# %% A nested helper, called in the tape
def train(dataset):
    def forward(x, y):
        return loss_fn(y, model(x, training=True))  # error: XEN101

    for x, y in dataset:
        with tf.GradientTape() as tape:
            loss = forward(x, y)
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


train(dataset)


# %% A helper at module level, called in a tape somewhere else
def compute(x, y):
    return tf.reduce_mean(loss_fn(y, model(x)))  # error: XEN101


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = compute(x, y)
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


for x, y in dataset:
    train_step(x, y)


# %% The same helper, called for evaluation only
def compute(x, y):
    return tf.reduce_mean(loss_fn(y, model(x)))


for x, y in dataset:
    print("loss", compute(x, y))


# %% Methods
class Trainer:
    def __init__(self, model):
        self.model = model
        self.loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
        self.optimizer = tf.keras.optimizers.Adam()

    def loss(self, x, y):
        return self.loss_fn(y, self.model(x, training=True))  # error: XEN101

    @tf.function
    def step(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss(x, y)
        grads = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.model.trainable_variables))

    def fit(self, dataset):
        for x, y in dataset:
            self.step(x, y)


Trainer(model).fit(dataset)


# %% The class is made with a model on logits
class Trainer:
    def __init__(self, model):
        self.model = model
        self.loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def step(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss_fn(y, self.model(x, training=True))
        return tape.gradient(loss, self.model.trainable_variables)


Trainer(tf.keras.Sequential([tf.keras.layers.Dense(10)])).step(images, labels)


# %% A distribution strategy
strategy = tf.distribute.MirroredStrategy()
with strategy.scope():
    net = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
    criterion = tf.keras.losses.SparseCategoricalCrossentropy(reduction=tf.keras.losses.Reduction.NONE)


def step(batch):
    x, y = batch
    with tf.GradientTape() as tape:
        each = criterion(y, net(x, training=True))  # error: XEN101
        loss = tf.nn.compute_average_loss(each, global_batch_size=64)
    optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
    return loss


@tf.function
def distributed(batch):
    losses = strategy.run(step, args=(batch,))
    return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)


for batch in strategy.experimental_distribute_dataset(dataset):
    distributed(batch)


# %% compile in a strategy's scope
strategy = tf.distribute.MirroredStrategy()
with strategy.scope():
    net = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    net.compile("adam", "categorical_crossentropy")  # error: XEN202
net.fit(dataset)


# %% tf.function by assignment
def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))  # error: XEN101
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


step = tf.function(step)
for x, y in dataset:
    step(x, y)


# %% A persistent tape, and a loss behind it
with tf.GradientTape(persistent=True) as tape:
    p = model(images)
    loss = loss_fn(labels, p)  # error: XEN101
shown = loss_fn(labels, p)
grads = tape.gradient(loss, model.trainable_variables)


# %% Recording is stopped
with tf.GradientTape() as tape:
    out = model(images)
    regular = tf.reduce_mean(tf.square(out - 0.1))
    with tape.stop_recording():
        shown = loss_fn(labels, out)
grads = tape.gradient(regular, model.trainable_variables)


# %% Gradients with regard to the input: saturation kills them too
def saliency(image, label):
    with tf.GradientTape() as tape:
        tape.watch(image)
        loss = loss_fn(label, model(image))  # error: XEN101
    return tape.gradient(loss, image)


# %% Weights that are plain arrays have to be watched, and what is looked at are they
weights = tf.random.normal([4, 3])
with tf.GradientTape() as tape:
    tape.watch([weights])
    loss = tf.keras.losses.categorical_crossentropy(labels, tf.nn.softmax(images @ weights))  # error: XEN101
grads = tape.gradient(loss, [weights])


# %% A test_step is no training step
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10, activation="softmax")
        self.criterion = tf.keras.losses.SparseCategoricalCrossentropy()

    def call(self, x):
        return self.out(x)

    def test_step(self, data):
        x, y = data
        return {"loss": self.criterion(y, self(x, training=False))}


net = Net()
net.compile()
net.evaluate(dataset)


# %% A callback that watches
class Watch(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(float(loss_fn(labels, model(images))))


# %% predict gives numbers: no gradient comes through them
predictions = model.predict(images)
print("test loss", float(loss_fn(labels, predictions)))


# %% A main function
def main():
    net = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    net.compile("adam", "categorical_crossentropy")  # error: XEN202
    net.fit(images, labels)


if __name__ == "__main__":
    main()


# %% A branch that is not taken
if False:
    net = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    net.compile("adam", "categorical_crossentropy")


# %% A class chosen by a constant
KIND = "logits"
if KIND == "logits":
    net = tf.keras.Sequential([tf.keras.layers.Dense(10)])
else:
    net = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
net.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% try, with, while, match of the control flow
net = tf.keras.Sequential()
try:
    net.add(tf.keras.layers.Dense(64, activation="relu"))
finally:
    net.add(tf.keras.layers.Dense(10))
while True:
    net.compile("adam", "categorical_crossentropy")  # error: XEN202
    break


# %% GradientTape.gradient for a module that is no Keras model
weights = tf.Variable(tf.random.normal((784, 10)))
bias = tf.Variable(tf.zeros(10))
for x, y in dataset:
    with tf.GradientTape() as tape:
        p = tf.nn.softmax(tf.matmul(x, weights) + bias)
        loss = tf.reduce_mean(tf.keras.losses.categorical_crossentropy(y, p))  # error: XEN101
    grads = tape.gradient(loss, [weights, bias])


# %% ... on logits
weights = tf.Variable(tf.random.normal((784, 10)))
bias = tf.Variable(tf.zeros(10))
for x, y in dataset:
    with tf.GradientTape() as tape:
        z = x @ weights + bias
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=z))
    grads = tape.gradient(loss, [weights, bias])


# %% ... with the flag forgotten
weights = tf.Variable(tf.random.normal((784, 10)))
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.keras.losses.categorical_crossentropy(y, tf.matmul(x, weights))  # error: XEN202
    grads = tape.gradient(loss, [weights])


# %% JAX takes the gradients of a function
# as written
import os  # noqa: E402

os.environ["KERAS_BACKEND"] = "jax"

import jax  # noqa: E402
import keras  # noqa: E402

model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
loss_fn = keras.losses.SparseCategoricalCrossentropy()


def loss_and_updates(trainable, other, x, y):
    y_pred, other = model.stateless_call(trainable, other, x, training=True)
    return loss_fn(y, y_pred), other  # error: XEN101


grad_fn = jax.value_and_grad(loss_and_updates, has_aux=True)


@jax.jit
def train_step(state, data):
    trainable, other = state
    (loss, other), grads = grad_fn(trainable, other, *data)
    return loss, grads


for batch in dataset:
    loss, grads = train_step((model.trainable_variables, model.non_trainable_variables), batch)


# %% ... of a right pair
# as written
import jax  # noqa: E402
import keras  # noqa: E402

model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def loss_and_updates(trainable, other, x, y):
    y_pred, other = model.stateless_call(trainable, other, x)
    return loss_fn(y, y_pred), other


for x, y in dataset:
    (loss, _), grads = jax.value_and_grad(loss_and_updates, has_aux=True)(
        model.trainable_variables, model.non_trainable_variables, x, y
    )


# %% PyTorch goes backward from the loss
# as written
import os  # noqa: E402

os.environ["KERAS_BACKEND"] = "torch"

import keras  # noqa: E402
import torch  # noqa: E402

model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
loss_fn = keras.losses.SparseCategoricalCrossentropy()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for x, y in dataset:
    loss = loss_fn(y, model(x))  # error: XEN101
    model.zero_grad()
    loss.backward()
    optimizer.step()
