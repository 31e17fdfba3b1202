"""What real code does right and looks wrong."""

import sys

import tensorflow as tf

from data import dataset, images, labels

optimizer = tf.keras.optimizers.Adam()


# %% Distillation with a temperature
teacher = tf.keras.Sequential([tf.keras.layers.Dense(10)])
student = tf.keras.Sequential([tf.keras.layers.Dense(10)])
hard = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
soft = tf.keras.losses.KLDivergence()
for x, y in dataset:
    with tf.GradientTape() as tape:
        z = student(x, training=True)
        kl = soft(tf.nn.softmax(teacher(x) / 10.0, axis=1), tf.nn.softmax(z / 10.0, axis=1))
        loss = 0.1 * hard(y, z) + 0.9 * kl
    optimizer.apply_gradients(zip(tape.gradient(loss, student.trainable_variables), student.trainable_variables))


# %% Soft labels of a teacher, and a crossentropy on logits
teacher = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
student = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
for x, _ in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(teacher(x, training=False), student(x, training=True))
    grads = tape.gradient(loss, student.trainable_variables)


# %% Pseudo-labels
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for weak, strong in dataset:
    p = tf.nn.softmax(model(weak))
    sure = tf.reduce_max(p, axis=-1) > 0.95
    with tf.GradientTape() as tape:
        loss = loss_fn(tf.argmax(p, axis=-1), model(strong), sample_weight=sure)
    grads = tape.gradient(loss, model.trainable_variables)


# %% Decoding for a score, next to a right loss
model = tf.keras.Sequential([tf.keras.layers.Conv2D(3, 1)])
iou = tf.keras.metrics.MeanIoU(num_classes=3)
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        z = model(x)
        loss = loss_fn(y, z)
    iou.update_state(y, tf.argmax(tf.nn.softmax(z), axis=-1))
    grads = tape.gradient(loss, model.trainable_variables)


# %% A model exported with its softmax
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(images, labels)
export = tf.keras.Sequential([model, tf.keras.layers.Activation("softmax")])
export.compile(loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False), metrics=["accuracy"])
print(export.evaluate(images, labels))
export.save("export.keras")


# %% Randomised smoothing: a mean of softmaxes
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        noisy = [tf.nn.softmax(model(x + tf.random.normal(tf.shape(x)))) for _ in range(8)]
        loss = loss_fn(y, tf.add_n(noisy) / 8.0)
    grads = tape.gradient(loss, model.trainable_variables)


# %% A mixture of experts
class Mixture(tf.keras.Model):
    def __init__(self, experts=4):
        super().__init__()
        self.gate = tf.keras.layers.Dense(experts, activation="softmax")
        self.experts = [tf.keras.layers.Dense(10, activation="softmax") for _ in range(experts)]

    def call(self, x):
        weights = self.gate(x)
        outputs = tf.stack([expert(x) for expert in self.experts], axis=1)
        return tf.reduce_sum(weights[:, :, None] * outputs, axis=1)


model = Mixture()
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(images, labels)


# %% Attention: softmax weights times values, then logits
class Attention(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = (tf.keras.layers.Dense(64) for _ in range(3))
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        weights = tf.nn.softmax(tf.matmul(self.q(x), self.k(x), transpose_b=True) / 8.0)
        return self.out(tf.matmul(weights, self.v(x))[:, 0])


model = Attention()
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% A pointer network: attention weights are the output on purpose, and the loss is told
class Pointer(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.q, self.k = tf.keras.layers.Dense(64), tf.keras.layers.Dense(64)

    def call(self, x):
        return tf.matmul(self.q(x)[:, :1], self.k(x), transpose_b=True)[:, 0]


model = Pointer()
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% Contrastive learning: similarities are logits
encoder = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(32)])
for a, b in dataset:
    with tf.GradientTape() as tape:
        u, v = tf.math.l2_normalize(encoder(a), axis=1), tf.math.l2_normalize(encoder(b), axis=1)
        similarity = tf.matmul(u, v, transpose_b=True) / 0.1
        target = tf.range(tf.shape(similarity)[0])
        loss = tf.keras.losses.sparse_categorical_crossentropy(target, similarity, from_logits=True)
    grads = tape.gradient(loss, encoder.trainable_variables)


# %% Tied embeddings
class Language(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.embed = tf.keras.layers.Embedding(1000, 64)
        self.rnn = tf.keras.layers.GRU(64, return_sequences=True)

    def call(self, x):
        return tf.matmul(self.rnn(self.embed(x)), self.embed.embeddings, transpose_b=True)


model = Language()
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% A detector: one tensor, several meanings
def detection_loss(y_true, y_pred):
    boxes = tf.reduce_mean(tf.abs(y_true[..., :4] - y_pred[..., :4]))
    objectness = tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true[..., 4], logits=y_pred[..., 4])
    classes = tf.keras.losses.categorical_crossentropy(y_true[..., 5:], y_pred[..., 5:], from_logits=True)
    return boxes + objectness + classes


model = tf.keras.Sequential([tf.keras.layers.Conv2D(15, 1)])
model.compile("adam", detection_loss)
model.fit(images, labels)


# %% Two heads in one tensor: the class part has a softmax, the rest has not
inputs = tf.keras.Input((64,))
boxes = tf.keras.layers.Dense(4)(inputs)
classes = tf.keras.layers.Dense(10, activation="softmax")(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Concatenate()([boxes, classes]))


def loss_fn(y_true, y_pred):
    ce = tf.keras.losses.categorical_crossentropy(y_true[:, 4:], y_pred[:, 4:])
    return ce + tf.reduce_sum(tf.square(y_true[:, :4] - y_pred[:, :4]), axis=-1)


model.compile("adam", loss_fn)


# %% A Hugging Face model gives an object with logits
from transformers import TFAutoModelForSequenceClassification

model = TFAutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased")
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, tf.nn.softmax(model(x).logits) * 0.5 + 0.05)
    grads = tape.gradient(loss, model.trainable_variables)


# %% A distribution of tensorflow_probability
import tensorflow_probability as tfp

model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(tfp.distributions.Categorical(logits=model(x)).log_prob(y))
    grads = tape.gradient(loss, model.trainable_variables)


# %% A base model with its softmax as a feature extractor
base = tf.keras.applications.MobileNetV2(weights="imagenet")
base.trainable = False
model = tf.keras.Sequential([base, tf.keras.layers.Dense(5)])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% Dropout, flatten and reshape after logits
model = tf.keras.Sequential([tf.keras.layers.Conv2D(10, 1), tf.keras.layers.GlobalAveragePooling2D()])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% Flatten after the last Dense
model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Flatten()])
model.compile("adam", "sparse_categorical_crossentropy")  # error: XEN202
model.fit(images, labels)


# %% A dice loss on sigmoids needs probabilities
def dice(y_true, y_pred):
    return 1 - 2 * tf.reduce_sum(y_true * y_pred) / (tf.reduce_sum(y_true) + tf.reduce_sum(y_pred))


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1, activation="sigmoid")])
model.compile("adam", dice)
model.fit(images, labels)


# %% Losses that a dictionary turns off
inputs = tf.keras.Input((64,))
a = tf.keras.layers.Dense(10, activation="softmax", name="a")(inputs)
b = tf.keras.layers.Dense(10, name="b")(inputs)
model = tf.keras.Model(inputs, [a, b])
model.compile("adam", loss={"a": None, "b": tf.keras.losses.CategoricalCrossentropy(from_logits=True)})
model.fit(images, labels)


# %% A key that no output has
inputs = tf.keras.Input((64,))
a = tf.keras.layers.Dense(10, name="a")(inputs)
b = tf.keras.layers.Dense(10, name="b")(inputs)
model = tf.keras.Model(inputs, [a, b])
model.compile("adam", loss={"elsewhere": "categorical_crossentropy"})


# %% One helper for training on logits and for watching probabilities
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])


def crossentropy(y, out, from_logits):
    return tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y, out, from_logits=from_logits))


for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = crossentropy(y, model(x), True)
    grads = tape.gradient(loss, model.trainable_variables)
print(crossentropy(labels, tf.nn.softmax(model(images)), False))


# %% Label smoothing and class weights by hand
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
for x, y in dataset:
    with tf.GradientTape() as tape:
        smooth = tf.one_hot(y, 10) * 0.9 + 0.01
        weights = tf.gather([1.0] * 10, y)
        loss = tf.nn.softmax_cross_entropy_with_logits(smooth, model(x)) * weights
    grads = tape.gradient(loss, model.trainable_variables)


# %% Hidden softmaxes of any number
model = tf.keras.Sequential()
for _ in range(3):
    model.add(tf.keras.layers.Dense(64, activation="softmax"))
model.add(tf.keras.layers.Dense(10))
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels)


# %% Only reading: gradients of a class score
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
with tf.GradientTape() as tape:
    tape.watch(images)
    score = model(images)[:, 3]
heat = tape.gradient(score, images)


# %% A variational autoencoder compares pixels through logits
encoder = tf.keras.Sequential([tf.keras.layers.Dense(4)])
decoder = tf.keras.Sequential([tf.keras.layers.Dense(784)])


def elbo(x):
    mean, logvar = tf.split(encoder(x), 2, axis=1)
    code = tf.random.normal(tf.shape(mean)) * tf.exp(logvar * 0.5) + mean
    x_logit = decoder(code)
    ce = tf.nn.sigmoid_cross_entropy_with_logits(logits=x_logit, labels=x)
    kl = -0.5 * tf.reduce_sum(1 + logvar - mean**2 - tf.exp(logvar), axis=1)
    return tf.reduce_mean(tf.reduce_sum(ce, axis=1) + kl)


for x, _ in dataset:
    with tf.GradientTape() as tape:
        loss = elbo(x)
    grads = tape.gradient(loss, encoder.trainable_variables + decoder.trainable_variables)


# %% ... and the one of the tutorial, through probabilities
encoder = tf.keras.Sequential([tf.keras.layers.Dense(2)])
decoder = tf.keras.Sequential([tf.keras.layers.Dense(784, activation="sigmoid")])
for x, _ in dataset:
    with tf.GradientTape() as tape:
        picture = decoder(encoder(x))
        loss = tf.reduce_mean(tf.reduce_sum(tf.keras.losses.binary_crossentropy(x, picture), axis=-1))  # error: XEN101
    grads = tape.gradient(loss, encoder.trainable_variables)


# %% A focal loss by hand, on logits: the factor is no crossentropy
def focal(y_true, logits):
    log_p = tf.nn.log_softmax(logits)
    p = tf.nn.softmax(logits)
    return -tf.reduce_sum(y_true * (1 - p) ** 2 * log_p, axis=-1)


model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", focal)
model.fit(images, labels)


# %% A focal loss by hand, on probabilities
# xfail: a factor between labels and logarithm hides the crossentropy
def focal(y_true, y_pred):
    p = tf.clip_by_value(y_pred, 1e-7, 1 - 1e-7)
    return -tf.reduce_sum(y_true * (1 - p) ** 2 * tf.math.log(p), axis=-1)  # error: XEN104


model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile("adam", focal)
model.fit(images, labels)


# %% A step of a policy on logits
policy = tf.keras.Sequential([tf.keras.layers.Dense(4)])
for state, action, gain in dataset:
    with tf.GradientTape() as tape:
        z = policy(state)
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=action, logits=z)
        p = tf.nn.softmax(z)
        entropy = -tf.reduce_sum(p * tf.math.log(p + 1e-8), axis=-1)
        loss = tf.reduce_mean(nll * gain - 0.01 * entropy)
    grads = tape.gradient(loss, policy.trainable_variables)


# %% What a text is asked for excludes what other texts of the same name are
class Named(tf.keras.Model):
    def __init__(self, name):
        super().__init__()
        self.parts = []
        for part in (f"{name}_reshape", f"{name}_softmax"):
            if "reshape" in part:
                self.parts.append(tf.keras.layers.Reshape((10,)))
            elif "softmax" in part:
                self.parts.append(tf.keras.layers.Activation("softmax"))

    def call(self, x):
        for number in range(2):
            x = self.parts[number](x)
        return x


named = Named(sys.argv[1])
named(images)
