"""XEN301: a metric that needs the other space."""

import tensorflow as tf

from data import dataset, images, labels

# %% Thresholds at 0.5 on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[
        tf.keras.metrics.BinaryAccuracy(),  # error: XEN301
        tf.keras.metrics.Precision(),  # error: XEN301
        tf.keras.metrics.Recall(),  # error: XEN301
    ],
)
model.fit(images, labels)


# %% Thresholds at 0 on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[
        tf.keras.metrics.BinaryAccuracy(threshold=0.0),
        tf.keras.metrics.Precision(thresholds=0.0),
        tf.keras.metrics.Recall(thresholds=0),
        tf.keras.metrics.AUC(from_logits=True),
    ],
)
model.fit(images, labels)


# %% "accuracy" of one logit means binary accuracy
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=["accuracy"],  # error: XEN301
)
model.fit(images, labels)


# %% "accuracy" of class logits means the argmax
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy", tf.keras.metrics.SparseTopKCategoricalAccuracy(k=3)],
)
model.fit(images, labels)


# %% "accuracy" of a sigmoid is right
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(
    optimizer="adam",
    loss="binary_crossentropy",  # error: XEN103
    metrics=["accuracy", tf.keras.metrics.AUC(), tf.keras.metrics.Precision()],
)
model.fit(images, labels)


# %% The reverse: a threshold of 0 on probabilities
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(
    optimizer="adam",
    loss="mse",
    metrics=[tf.keras.metrics.AUC(from_logits=True)],  # error: XEN301
)
model.fit(images, labels)


# %% AUC reads logits as probabilities
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[tf.keras.metrics.AUC(name="auc")],  # error: XEN301
)
model.fit(images, labels)


# %% A crossentropy as a metric has a flag of its own
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[
        tf.keras.metrics.SparseCategoricalCrossentropy(),  # error: XEN301
        tf.keras.metrics.SparseCategoricalCrossentropy(from_logits=True),
    ],
)
model.fit(images, labels)


# %% A metric that is updated by hand
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=True)
metric = tf.keras.metrics.BinaryAccuracy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        out = model(x)
        loss = loss_fn(y, out)
    grads = tape.gradient(loss, model.trainable_variables)
    metric.update_state(y, out)  # error: XEN301


# %% ... after a sigmoid
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
metric = tf.keras.metrics.BinaryAccuracy()
for x, y in dataset:
    metric.update_state(y, tf.sigmoid(model(x)))


# %% Precision of the best k needs no threshold
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True),
    metrics=[tf.keras.metrics.Precision(top_k=1)],
)
model.fit(images, labels)


# %% A mean of losses is no metric of predictions
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
mean = tf.keras.metrics.Mean()
for x, y in dataset:
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x))
    mean.update_state(loss)


# %% A metric of class numbers
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
iou = tf.keras.metrics.MeanIoU(num_classes=10)
for x, y in dataset:
    iou.update_state(y, tf.argmax(model(x), axis=-1))


# %% An own metric is not known
def share_of_ones(y_true, y_pred):
    return tf.reduce_mean(tf.cast(tf.argmax(y_pred, -1) == 1, "float32"))


model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[share_of_ones],
)
model.fit(images, labels)


# %% A wrong loss is said once: its metrics follow when it is repaired
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])  # error: XEN202
model.fit(images, labels)


# %% A linear output that squared errors train towards 0 and 1 is no logit
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse", metrics=["binary_accuracy", tf.keras.metrics.Precision()])
model.fit(images, labels)


# %% ... in a tape
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
loss_fn = tf.keras.losses.MeanSquaredError()
metric = tf.keras.metrics.BinaryAccuracy()
for x, y in dataset:
    with tf.GradientTape() as tape:
        out = model(x)
        loss = loss_fn(y, out)
    grads = tape.gradient(loss, model.trainable_variables)
    metric.update_state(y, out)


# %% A threshold of 0 on probabilities passes everything
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(
    optimizer="adam",
    loss="mse",
    metrics=[tf.keras.metrics.BinaryAccuracy(threshold=0.0)],  # error: XEN301
)
model.fit(images, labels)


# %% Other thresholds on probabilities are a choice
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(
    optimizer="adam",
    loss="mse",
    metrics=[tf.keras.metrics.BinaryAccuracy(threshold=0.3), tf.keras.metrics.Precision(thresholds=[0.2, 0.8])],
)
model.fit(images, labels)


# %% A threshold that is not known
from settings import threshold

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[tf.keras.metrics.BinaryAccuracy(threshold=threshold)],
)
model.fit(images, labels)


# %% Metrics of several outputs, by name
inputs = tf.keras.Input((64,))
a = tf.keras.layers.Dense(1, name="a")(inputs)
b = tf.keras.layers.Dense(1, activation="sigmoid", name="b")(inputs)
model = tf.keras.Model(inputs, [a, b])
model.compile(
    optimizer="adam",
    loss={"a": tf.keras.losses.BinaryCrossentropy(from_logits=True), "b": "mse"},
    metrics={
        "a": [tf.keras.metrics.Precision()],  # error: XEN301
        "b": [tf.keras.metrics.Precision()],
    },
)
model.fit(images, labels)


# %% Multi-class AUC on logits
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True),
    metrics=["AUC"],  # error: XEN301
)
model.fit(images, labels)


# %% A model that is not known
from nets import model

model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=["AUC"])


# %% Metrics of class numbers are given scores
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",  # error: XEN103
    metrics=[
        "accuracy",
        tf.keras.metrics.Accuracy(),  # error: XEN301
        tf.keras.metrics.MeanIoU(num_classes=10),  # error: XEN301
        tf.keras.metrics.IoU(num_classes=10, target_class_ids=[1]),  # error: XEN301
        tf.keras.metrics.MeanIoU(num_classes=10, sparse_y_pred=False),
        tf.keras.metrics.OneHotMeanIoU(num_classes=10),
    ],
)
model.fit(images, labels)


# %% A metric of class numbers is given class numbers
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
iou = tf.keras.metrics.MeanIoU(num_classes=10)
iou.update_state(labels, tf.argmax(model(images), axis=-1))


# %% A regression is counted by nobody
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse", metrics=[tf.keras.metrics.Accuracy()])
model.fit(images, labels)


# %% Metrics of a dictionary of outputs
inputs = tf.keras.Input((64,))
a = tf.keras.layers.Dense(6)(inputs)
b = tf.keras.layers.Dense(1)(inputs)
model = tf.keras.Model(inputs, {"a": a, "b": b})
model.compile(
    optimizer="adam",
    loss={key: tf.keras.losses.BinaryCrossentropy(from_logits=True) for key in ("a", "b")},
    metrics={
        "a": ["binary_accuracy"],  # error: XEN301
        "b": ["accuracy", tf.keras.metrics.AUC()],  # error: XEN301, XEN301
    },
)
model.fit(images, labels)


# %% Metrics of several outputs, in a list of lists
inputs = tf.keras.Input((64,))
a = tf.keras.layers.Dense(1)(inputs)
b = tf.keras.layers.Dense(1, activation="sigmoid")(inputs)
model = tf.keras.Model(inputs, [a, b])
model.compile(
    optimizer="adam",
    loss=[tf.keras.losses.BinaryCrossentropy(from_logits=True), "mse"],
    metrics=[
        [tf.keras.metrics.Precision()],  # error: XEN301
        [tf.keras.metrics.Precision()],
    ],
)
model.fit(images, labels)


# %% A flat list for several outputs is dealt out by one Keras and repeated by another
inputs = tf.keras.Input((64,))
a = tf.keras.layers.Dense(1)(inputs)
b = tf.keras.layers.Dense(1, activation="sigmoid")(inputs)
model = tf.keras.Model(inputs, [a, b])
model.compile(
    optimizer="adam",
    loss=[tf.keras.losses.BinaryCrossentropy(from_logits=True), "mse"],
    metrics=["mae", tf.keras.metrics.Precision()],
)
model.fit(images, labels)


# %% Weighted metrics are metrics
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    weighted_metrics=["accuracy"],  # error: XEN301
)
model.fit(images, labels)


# %% Metrics by a name: each wrong one is reported where it is written
measured = [
    "accuracy",  # error: XEN301
    "mse",
    tf.keras.metrics.AUC(),  # error: XEN301
]
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=measured)
model.fit(images, labels)


# %% "accuracy" next to a loss of the program's own goes by the units of the output
def weighted(y_true, y_pred):
    return 2.0 * tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=y_pred)


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=weighted,
    metrics=["accuracy"],  # error: XEN301
)
model.fit(images, labels)


# %% A metric function of the program's own
def nonsense(y_true, y_pred):
    return tf.keras.metrics.binary_accuracy(y_true, y_pred)  # error: XEN301


def right(y_true, y_pred):
    return tf.keras.metrics.binary_accuracy(y_true, tf.nn.sigmoid(y_pred))


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[nonsense, right],
)
model.fit(images, labels)


# %% The logits of a binary classifier are cut at a half
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(images, labels)
scores = model.predict(images)
print((scores > 0.5).astype("int32"))  # error: XEN301
print(tf.where(model(images) < 0.5, 0, 1))  # error: XEN301
print(scores.round())  # error: XEN301
print(tf.round(tf.squeeze(scores)))  # error: XEN301
print(tf.reduce_mean(model(images), axis=0) >= 0.5)  # error: XEN301


# %% ... behind a clip to what a probability is, as counts of true and false positives are written
def precision(y_true, y_pred):
    hits = tf.keras.backend.sum(tf.keras.backend.round(tf.keras.backend.clip(y_true * y_pred, 0, 1)))
    said = tf.keras.backend.sum(tf.keras.backend.round(tf.keras.backend.clip(y_pred, 0, 1)))  # error: XEN301
    return hits / (said + tf.keras.backend.epsilon())


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[precision],
)
model.fit(images, labels)


# %% ... of a sigmoid
def precision(y_true, y_pred):
    return tf.keras.backend.sum(tf.keras.backend.round(tf.keras.backend.clip(y_pred, 0, 1)))


model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=[precision])  # error: XEN103
model.fit(images, labels)


# %% They are cut where they should be, or are probabilities by then
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(images, labels)
scores = model.predict(images)
print(scores > 0, tf.nn.sigmoid(scores) > 0.5, scores.round(2), tf.round(tf.nn.sigmoid(scores)))


# %% Nobody cuts a regression, and the logits of classes are compared with what they like
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(images, labels)
print(model.predict(images) > 0.5, model.predict(images).round())
classes = tf.keras.Sequential([tf.keras.layers.Dense(10)])
classes.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
classes.fit(images, labels)
print(classes.predict(images) > 0.5)


# %% A metric of one-hot labels next to a loss of class numbers
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[
        "accuracy",
        "categorical_accuracy",  # error: XEN301
        tf.keras.metrics.TopKCategoricalAccuracy(),  # error: XEN301
        "sparse_categorical_accuracy",
    ],
)
model.fit(images, labels)


# %% ... and next to one of one-hot labels
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True),
    metrics=["categorical_accuracy", tf.keras.metrics.TopKCategoricalAccuracy()],
)
model.fit(images, labels)


# %% Logits that are shown as probabilities
from tensorflow.keras.applications.resnet50 import decode_predictions

model = tf.keras.applications.ResNet50(classifier_activation=None)
found = decode_predictions(model.predict(images), top=3)  # error: XEN301
shown = decode_predictions(tf.nn.softmax(model.predict(images)).numpy(), top=3)
model = tf.keras.applications.ResNet50()
shown = tf.keras.applications.resnet50.decode_predictions(model.predict(images))


# %% ... that are taken for probabilities by a decoder
model = tf.keras.Sequential([tf.keras.layers.LSTM(8, return_sequences=True), tf.keras.layers.Dense(10)])
decoded = tf.keras.backend.ctc_decode(model.predict(images), [8])  # error: XEN301
decoded = tf.keras.backend.ctc_decode(tf.nn.softmax(model.predict(images)), [8])


# %% A Dice coefficient that is written by hand, on logits
def dice(y_true, y_pred):
    both = tf.reduce_sum(y_true * y_pred)
    return 2 * both / (tf.reduce_sum(y_true) + tf.reduce_sum(y_pred))  # error: XEN301


model = tf.keras.Sequential([tf.keras.layers.Conv2D(1, 1)])
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=[dice])
model.fit(images, labels)
