"""Models that other libraries make, and models that are made of them."""

import keras_hub
import segmentation_models
import tensorflow as tf
import transformers
from classification_models.tfkeras import Classifiers
from transformers import TFAutoModelForSequenceClassification, TFBertForTokenClassification

from data import dataset, images, labels

optimizer = tf.keras.optimizers.Adam()


# %% A classifier of transformers gives logits: by name, by key, by number
model = TFAutoModelForSequenceClassification.from_pretrained("bert-base-cased", num_labels=3)
loss_fn = tf.keras.losses.sparse_categorical_crossentropy
stable = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for x, y in dataset:
    with tf.GradientTape() as tape:
        out = model(x, training=True)
        loss = loss_fn(y, out.logits)  # error: XEN202
        loss += loss_fn(y, out["logits"])  # error: XEN202
        loss += loss_fn(y, out[0])  # error: XEN202
        loss += stable(y, out.logits)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))


# %% Given labels, it answers with its loss first
model = TFBertForTokenClassification.from_pretrained("bert-base-cased")
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
with tf.GradientTape() as tape:
    out = model(images, labels=labels)
    loss = out[0]
    loss += loss_fn(labels, out[1])  # error: XEN202
gradients = tape.gradient(loss, model.trainable_variables)


# %% Compiled with a loss of Keras
model = transformers.TFBertForSequenceClassification.from_pretrained("bert-base-cased")
model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy())  # error: XEN202
model.fit(dataset)


# %% Compiled without a loss it brings its own
model = transformers.TFBertForSequenceClassification.from_pretrained("bert-base-cased")
model.compile("adam", metrics=["accuracy"])
model.fit(dataset)


# %% The softmax of what it predicts
model = transformers.TFBertForSequenceClassification.from_pretrained("bert-base-cased")
model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(dataset)
print(tf.nn.softmax(model.predict(images).logits, axis=-1))


# %% A model of the program's own on a base of transformers
class Labels(transformers.TFBertPreTrainedModel):
    def __init__(self, config, *inputs, **kwargs):
        super().__init__(config, *inputs, **kwargs)
        self.bert = transformers.TFBertMainLayer(config, name="bert")
        self.head = tf.keras.layers.Dense(config.num_labels, activation="sigmoid")

    def call(self, inputs, **kwargs):
        outputs = self.bert(inputs, **kwargs)
        return (self.head(outputs[1]),) + outputs[2:]


model = Labels.from_pretrained("bert-base-cased", num_labels=6)
model.compile("adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))  # error: XEN201


# %% ... that answers with an object
class Classes(transformers.TFBertPreTrainedModel):
    def __init__(self, config, *inputs, **kwargs):
        super().__init__(config, *inputs, **kwargs)
        self.bert = transformers.TFBertMainLayer(config, name="bert")
        self.head = tf.keras.layers.Dense(config.num_labels)

    def call(self, inputs, training=False):
        pooled = self.bert(inputs)[1]
        return transformers.modeling_tf_outputs.TFSequenceClassifierOutput(loss=None, logits=self.head(pooled))


model = Classes.from_pretrained("bert-base-cased")
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images, training=True).logits)  # error: XEN202
gradients = tape.gradient(loss, model.trainable_variables)


# %% A model of KerasHub ends as it is asked to, and else in logits
asked = keras_hub.models.TextClassifier.from_preset("bert_base_en", num_classes=2, activation="softmax")
asked.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN201
asked.fit(dataset)
plain = keras_hub.models.BertTextClassifier.from_preset("bert_base_en", num_classes=2)
plain.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
plain.fit(dataset)
other = keras_hub.models.ImageClassifier.from_preset("resnet_18_imagenet", num_classes=2)
other.compile("adam", loss="sparse_categorical_crossentropy")  # error: XEN202
other.fit(dataset)


# %% A segmentation model activates its map
model = segmentation_models.Unet("resnet34", classes=4, activation="softmax")
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)
model = segmentation_models.Unet("resnet34")
model.compile("adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)
model = segmentation_models.FPN("resnet34", activation="linear")
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(dataset)


# %% What a factory of another library gives is not known
ResNet18, preprocess = Classifiers.get("resnet18")
model = ResNet18((224, 224, 3))
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% RegNet takes classifier_activation and does not apply it
model = tf.keras.applications.RegNetX002(weights=None, classes=10)
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))


# %% The head of an application goes by the position that include_top has there
base = tf.keras.applications.MobileNet((160, 160, 3), 1.0, 1, 1e-3, False)
model = tf.keras.Sequential([base, tf.keras.layers.GlobalAveragePooling2D(), tf.keras.layers.Dense(5)])
model.compile("adam", loss="categorical_crossentropy")  # error: XEN202
whole = tf.keras.applications.MobileNet((224, 224, 3))
whole.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% A class on a base out of sight that makes layers and has a call is a model
from somewhere import Backbone  # noqa: E402


class Net(Backbone):
    def __init__(self):
        super().__init__()
        self.head = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.head(x)


net = Net()
net.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% A method out of sight may have changed the layers of its object
from somewhere import Backbone  # noqa: E402


class Net(Backbone):
    def __init__(self):
        super().__init__()
        self.head = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.head(self.features(x))


net = Net()
net.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))


# %% Keras 3 before it had its name back
# as written
import keras_core  # noqa: E402

model = keras_core.Sequential([keras_core.layers.Dense(10, activation="softmax")])
model.compile("adam", keras_core.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% A layer of spektral ends as Dense does
from spektral.layers import GCNConv  # noqa: E402

inputs = tf.keras.Input((16,))
graph = tf.keras.Input((None,))
model = tf.keras.Model([inputs, graph], GCNConv(4, activation="softmax")([inputs, graph]))
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)
plain = tf.keras.Model([inputs, graph], GCNConv(4)([inputs, graph]))
plain.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
plain.fit(dataset)


# %% A layer out of sight is taken to apply the activation that it is given
from somewhere import Capsule  # noqa: E402

inputs = tf.keras.Input((16,))
model = tf.keras.Model(inputs, Capsule(4, activation="softmax")(inputs))
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)
other = tf.keras.Model(inputs, Capsule(4)(inputs))
other.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
other.fit(dataset)


# %% A ranking task of TensorFlow Recommenders computes the loss that it was given
import tensorflow_recommenders as tfrs


class Ranker(tfrs.Model):
    def __init__(self):
        super().__init__()
        self.net = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
        self.task = tfrs.tasks.Ranking(loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))

    def call(self, features):
        return self.net(features["query"])

    def compute_loss(self, features, training=False):
        clicked = features.pop("clicked")
        return self.task(labels=clicked, predictions=self(features))  # error: XEN201


ranker = Ranker()
ranker.compile(optimizer="adam")
ranker.fit(dataset)


# %% ... and a binary crossentropy of probabilities without one
import tensorflow_recommenders as tfrs


class Ranker(tfrs.models.Model):
    def __init__(self):
        super().__init__()
        self.net = tf.keras.layers.Dense(1)
        self.task = tfrs.tasks.Ranking()

    def compute_loss(self, inputs, training=False):
        features, labels = inputs
        return self.task(labels, self.net(features))  # error: XEN202


ranker = Ranker()
ranker.compile(optimizer="adam")
ranker.fit(dataset)


# %% ... and its regression is none
import tensorflow_recommenders as tfrs


class Ranker(tfrs.Model):
    def __init__(self):
        super().__init__()
        self.net = tf.keras.layers.Dense(1)
        self.task = tfrs.tasks.Ranking(loss=tf.keras.losses.MeanSquaredError(), metrics=[tf.keras.metrics.RootMeanSquaredError()])

    def compute_loss(self, features, training=False):
        return self.task(labels=features["rating"], predictions=self.net(features["query"]))


ranker = Ranker()
ranker.compile(optimizer="adam")
ranker.fit(dataset)
