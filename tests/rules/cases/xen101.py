"""XEN101: probabilities meet a crossentropy that expects them, where the program takes the gradients."""

import tensorflow as tf

from data import dataset, images, labels

optimizer = tf.keras.optimizers.Adam()


# %% A softmax model and a default loss object in a tape at module level
model = tf.keras.Sequential([tf.keras.layers.Dense(32, activation="relu"), tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = loss_fn(y, predictions)  # error: XEN101
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


# %% The repaired program
model = tf.keras.Sequential([tf.keras.layers.Dense(32, activation="relu"), tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = loss_fn(y, logits)
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


# %% from_logits=False written out, through a lambda
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = lambda y, p: tf.keras.losses.categorical_crossentropy(y, p, from_logits=False)  # error: XEN101
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images))
grads = tape.gradient(loss, model.trainable_variables)


# %% A sigmoid and a binary crossentropy
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
loss_fn = tf.keras.losses.BinaryCrossentropy()


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))  # error: XEN101
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))


# %% Several independent labels: sigmoids and a binary crossentropy, on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(14)])
loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=True)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))


# %% A subclassed model whose call ends in tf.nn.softmax
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(32, activation="relu")
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        return tf.nn.softmax(self.out(self.hidden(x)))


model = Net()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images))  # error: XEN101
grads = tape.gradient(loss, model.trainable_variables)


# %% A train_step that calls a loss of its own
class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10, activation="softmax")
        self.criterion = tf.keras.losses.SparseCategoricalCrossentropy()

    def call(self, x):
        return self.out(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.criterion(y, self(x, training=True))  # error: XEN101
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss}


model = Classifier()
model.compile(optimizer="adam")
model.fit(dataset)


# %% A train_step that uses the compiled loss is reported where the loss is compiled
class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.out(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compiled_loss(y, y_pred)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss}


model = Classifier()
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),  # error: XEN101
)
model.fit(dataset)


# %% A train_step that uses compute_loss, the way of Keras 3
class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.out(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss}


model = Classifier()
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",  # error: XEN101
)
model.fit(dataset)


# %% A train_step on the compiled loss, repaired
class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        return self.out(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compiled_loss(y, self(x, training=True))
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss}


model = Classifier()
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(dataset)


# %% A user's loss function is reported inside, where the crossentropy is called
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])


def masked_loss(y_true, y_pred):
    each = tf.keras.losses.sparse_categorical_crossentropy(y_true, y_pred)  # error: XEN101
    mask = tf.cast(y_true != 0, each.dtype)
    return tf.reduce_sum(each * mask) / tf.reduce_sum(mask)


with tf.GradientTape() as tape:
    loss = masked_loss(labels, model(images))
grads = tape.gradient(loss, model.trainable_variables)


# %% Several steps of one pair, which one plan repairs: one report, and the other places are related
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()


def warm_up(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))  # error: XEN101
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


def train(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


# %% A loss that is only watched is not trained
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
test_loss = tf.keras.metrics.Mean()
for x, y in dataset:
    test_loss(loss_fn(y, model(x, training=False)))
print(test_loss.result())


# %% A validation function next to a training step on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
train_loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
shown_loss = tf.keras.losses.SparseCategoricalCrossentropy()


def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = train_loss(y, model(x, training=True))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


def validate(x, y):
    return shown_loss(y, tf.nn.softmax(model(x, training=False)))


# %% The model is a parameter that nobody gives: its output is unknown
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()


def train_step(model, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))


# %% The model is loaded: its output is unknown
model = tf.keras.models.load_model("classifier.keras")
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images))
grads = tape.gradient(loss, model.trainable_variables)


# %% A regression loss takes what it likes
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.MeanSquaredError()
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images))
grads = tape.gradient(loss, model.trainable_variables)


# %% A divergence between distributions takes probabilities
student = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
divergence = tf.keras.losses.KLDivergence()
with tf.GradientTape() as tape:
    loss = divergence(labels, student(images))
grads = tape.gradient(loss, student.trainable_variables)


# %% The loss sees the logits, the reader the probabilities
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        logits = self.out(x)
        return logits, tf.nn.softmax(logits)


model = Net()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
with tf.GradientTape() as tape:
    logits, probabilities = model(images)
    loss = loss_fn(labels, logits)
grads = tape.gradient(loss, model.trainable_variables)
print(probabilities)


# %% The same model with the wrong one of the two
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        logits = self.out(x)
        return logits, tf.nn.softmax(logits)


model = Net()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
with tf.GradientTape() as tape:
    logits, probabilities = model(images)
    loss = loss_fn(labels, probabilities)  # error: XEN101
grads = tape.gradient(loss, model.trainable_variables)


# %% An attention softmax in the middle is not the output
class Attend(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.score = tf.keras.layers.Dense(1)
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        weights = tf.nn.softmax(self.score(x), axis=1)
        return self.out(tf.reduce_sum(weights * x, axis=1))


model = Attend()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images))
grads = tape.gradient(loss, model.trainable_variables)


# %% A gate of sigmoids inside the model is not the output
class Gated(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.gate = tf.keras.layers.Dense(32, activation="sigmoid")
        self.value = tf.keras.layers.Dense(32)
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        return self.out(self.gate(x) * self.value(x))


model = Gated()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images))
grads = tape.gradient(loss, model.trainable_variables)


# %% The optimizer differentiates: minimize with a closure
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer.minimize(lambda: loss_fn(labels, model(images)), model.trainable_variables)  # error: XEN101


# %% Each class that inherits the training step is trained by it
class Trained(tf.keras.Model):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def score(self, outputs, y):
        raise NotImplementedError

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.score(self.encoder(x), y)
        grads = tape.gradient(loss, self.encoder.trainable_weights + self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        return {"loss": loss}


class One(Trained):
    def score(self, outputs, y):
        return tf.reduce_mean(outputs)


class Two(Trained):
    def score(self, outputs, y):
        return tf.reduce_sum(outputs)


class Three(Trained):
    def score(self, outputs, y):
        return tf.reduce_max(outputs)


class Four(Trained):
    def score(self, outputs, y):
        return tf.keras.losses.categorical_crossentropy(y, tf.nn.softmax(outputs))  # error: XEN101


class Five(Trained):
    def score(self, outputs, y):
        return tf.keras.losses.categorical_crossentropy(y, outputs, from_logits=True)
