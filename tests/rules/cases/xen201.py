"""XEN201: an activation that is applied twice."""

import tensorflow as tf

from data import dataset, images, labels

optimizer = tf.keras.optimizers.Adam()


# %% A softmax output and from_logits=True in compile
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(images, labels)


# %% Without the activation
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% A sigmoid output and from_logits=True
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))  # error: XEN201
model.fit(images, labels)


# %% A softmax output and an op that takes logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        out = model(x)
        loss = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=out)  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% The op on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        out = model(x)
        loss = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=out)
    grads = tape.gradient(loss, model.trainable_variables)


# %% Sparse labels, positional arguments
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Softmax()])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x))  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% Sigmoids and the op that takes logits
model = tf.keras.Sequential([tf.keras.layers.Dense(14, activation=tf.nn.sigmoid)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=model(x)))  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% A weighted op
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = tf.nn.weighted_cross_entropy_with_logits(labels=y, logits=model(x), pos_weight=3.0)  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% A softmax layer after a softmax activation: the outer one is wrong, without any loss
# xfail: a Sequential that is never called is not evaluated
model = tf.keras.Sequential(
    [
        tf.keras.layers.Dense(10, activation="softmax"),
        tf.keras.layers.Softmax(),  # error: XEN201
    ]
)


# %% tf.nn.softmax over the output of a softmax model
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
probabilities = tf.nn.softmax(model(images))  # error: XEN201
print(probabilities)


# %% tf.nn.softmax over logits is how probabilities are read
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
probabilities = tf.nn.softmax(model(images))
print(probabilities)


# %% The wrapper that tutorials make for prediction
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)
probability_model = tf.keras.Sequential([model, tf.keras.layers.Softmax()])
print(probability_model.predict(images))


# %% The same wrapper around a model that has its softmax already
# xfail: a Sequential that is never called is not evaluated
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
probability_model = tf.keras.Sequential(
    [
        model,
        tf.keras.layers.Softmax(),  # error: XEN201
    ]
)


# %% A softmax of another axis of attention weights is no second one of the output
def attend(query, key, value):
    weights = tf.nn.softmax(tf.matmul(query, key, transpose_b=True), axis=-1)
    context = tf.matmul(weights, value)
    return tf.nn.softmax(context)


# %% An activation between two softmaxes makes logits again
model = tf.keras.Sequential(
    [
        tf.keras.layers.Dense(10, activation="softmax"),
        tf.keras.layers.Dense(10),
        tf.keras.layers.Softmax(),
    ]
)


# %% A wrong function hides what is merely fragile: one report
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax"), tf.keras.layers.Reshape((10,))])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))  # error: XEN201
    grads = tape.gradient(loss, model.trainable_variables)


# %% Softmax as the label of a with-logits loss: distillation
teacher = tf.keras.Sequential([tf.keras.layers.Dense(10)])
student = tf.keras.Sequential([tf.keras.layers.Dense(10)])
for x, _ in dataset:
    with tf.GradientTape() as tape:
        soft = tf.nn.softmax(teacher(x) / 4.0)
        loss = tf.nn.softmax_cross_entropy_with_logits(labels=soft, logits=student(x) / 4.0)
    grads = tape.gradient(loss, student.trainable_variables)


# %% A focal factor next to a with-logits loss
def focal(y_true, logits, gamma=2.0):
    p = tf.nn.sigmoid(logits)
    ce = tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=logits)
    return tf.reduce_mean(ce * tf.pow(1 - p, gamma))


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = focal(y, model(x))
    grads = tape.gradient(loss, model.trainable_variables)


# %% A dice term next to a with-logits loss
def combined(y_true, logits):
    ce = tf.keras.losses.binary_crossentropy(y_true, logits, from_logits=True)
    p = tf.sigmoid(logits)
    dice = 1 - 2 * tf.reduce_sum(p * y_true) / (tf.reduce_sum(p) + tf.reduce_sum(y_true))
    return ce + dice


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1)])
model.compile(optimizer="adam", loss=combined)
model.fit(images, labels)


# %% The same combination on a model that has its sigmoid: the crossentropy, and the second sigmoid
def combined(y_true, y_pred):
    return tf.keras.losses.binary_crossentropy(y_true, y_pred, from_logits=True)  # error: XEN201


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1, activation="sigmoid")])
model.compile(optimizer="adam", loss=combined)
model.fit(images, labels)


# %% Softmax for display after predict
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)
for row in tf.nn.softmax(model.predict(images)):
    print(row)


# %% A log-softmax is a fine set of logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=tf.nn.log_softmax)])
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% The loss object is made in a function and kept
def make_loss():
    return tf.keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)


model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = make_loss()
model.compile(optimizer="adam", loss=loss_fn)  # error: XEN201
model.fit(images, labels)


# %% Gradients with regard to the input: a saturated double softmax kills them all the same
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)


def adversarial(image, label):
    with tf.GradientTape() as tape:
        tape.watch(image)
        loss = loss_fn(label, model(image))  # error: XEN201
    return tf.sign(tape.gradient(loss, image))


# %% A sigmoid over hidden features, then the output
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="sigmoid"), tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="mse")


# %% Logits squashed by a temperature stay logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x) / 2.5)
    grads = tape.gradient(loss, model.trainable_variables)


# %% Softmaxes over different axes are not the same softmax twice
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
plan = tf.nn.softmax(tf.nn.softmax(model(images), axis=0), axis=1)


# %% Rows and columns normalised in turn
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
plan = tf.nn.softmax(model(images), axis=1)
for _ in range(3):
    plan = tf.nn.softmax(plan, axis=0)
    plan = tf.nn.softmax(plan, axis=1)


# %% Hidden sigmoids, one on the other, are no output
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.gate = tf.keras.layers.Dense(4, activation="sigmoid")
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        return self.out(x * tf.sigmoid(self.gate(x)))


model = Net()
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% A clone whose layers are made anew
soft = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model = tf.keras.models.clone_model(soft, clone_function=lambda layer: tf.keras.layers.Dense(10))
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% The layers before the softmax, in another model
soft = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Softmax()])
model = tf.keras.Sequential(soft.layers[:-1])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% The logits of another model, by the layer's name
inputs = tf.keras.Input((784,))
logits = tf.keras.layers.Dense(10, name="logits")(inputs)
soft = tf.keras.Model(inputs, tf.keras.layers.Softmax()(logits))
model = tf.keras.Model(soft.input, soft.get_layer("logits").output)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% The logarithm of a softmax, of what is a softmax already
def loss(y_true, y_pred):
    return -tf.reduce_mean(y_true * tf.nn.log_softmax(y_pred))  # error: XEN201


model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=loss)
model.fit(images, labels)


# %% The logarithm of a softmax, of logits
def loss(y_true, y_pred):
    return -tf.reduce_mean(y_true * tf.nn.log_softmax(y_pred))


model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(optimizer="adam", loss=loss)
model.fit(images, labels)


# %% A distribution over classes takes logits first
import tensorflow_probability as tfp

actor = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="softmax")])


def step(states, actions, advantage):
    with tf.GradientTape() as tape:
        policy = tfp.distributions.Categorical(actor(states))  # error: XEN201
        loss = -tf.reduce_mean(policy.log_prob(actions) * advantage)
    return tape.gradient(loss, actor.trainable_variables)


# %% A distribution that is given logits, or probabilities as such
import tensorflow_probability as tfp

actor = tf.keras.Sequential([tf.keras.layers.Dense(4)])


def step(states, actions, advantage):
    with tf.GradientTape() as tape:
        policy = tfp.distributions.Categorical(logits=actor(states))
        other = tfp.distributions.Categorical(probs=tf.nn.softmax(actor(states)))
        loss = -tf.reduce_mean((policy.log_prob(actions) + other.log_prob(actions)) * advantage)
    return tape.gradient(loss, actor.trainable_variables)


# %% Probabilities are sampled from as if they were logits
policy = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="softmax")])
action = tf.random.categorical(policy(images), 1)  # error: XEN201


# %% Samples are drawn from the logarithm of probabilities, or from logits
policy = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="softmax")])
action = tf.random.categorical(tf.math.log(policy(images)), 1)
scores = tf.keras.Sequential([tf.keras.layers.Dense(4)])
action = tf.random.categorical(scores(images), 1)


# %% The line of the tutorials on a model that has its softmax already
model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="softmax")])
predictions = model.predict(images)
score = tf.nn.softmax(predictions[0])  # error: XEN201
print(score)


# %% The same line on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(4)])
predictions = model.predict(images)
score = tf.nn.softmax(predictions[0])
print(score)


# %% A softmax over samples, of the probability of one class
model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="softmax")])
predictions = model.predict(images)
weights = tf.nn.softmax(predictions[:, 1])
some = tf.nn.softmax(predictions[0][:2])
print(weights, some)


# %% A sigmoid is not applied again by a softmax, but wrong as well
model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="sigmoid")])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
