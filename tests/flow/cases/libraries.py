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


# %% A classifier of efficientnet has a softmax, one of vit-keras what is asked for
import efficientnet.tfkeras as efn
from vit_keras import vit

model = efn.EfficientNetB0(weights=None, classes=3)
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)
body = efn.EfficientNetB0(include_top=False, pooling="avg")
model = tf.keras.Sequential([body, tf.keras.layers.Dense(3)])
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(dataset)
model = vit.vit_b16(image_size=224, classes=3, pretrained_top=False)
model.compile("adam", loss="categorical_crossentropy")  # error: XEN202
model.fit(dataset)
model = vit.vit_b16(image_size=224, classes=3, activation="softmax", pretrained_top=False)
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)
model = vit.vit_b16(224, 3, "softmax", pretrained_top=False)
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
placed = tf.keras.Model([inputs, graph], GCNConv(4, "softmax")([inputs, graph]))
placed.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
placed.fit(dataset)


# %% What a library's model ends in may be said by its place
import segmentation_models as sm  # noqa: E402

linear = sm.Unet("resnet34", (256, 256, 3), 3, None)
linear.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
linear.fit(dataset)
named = sm.Unet("resnet34", (256, 256, 3), 3, "softmax")
named.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
named.fit(dataset)


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


# %% A logger writes down what it is given
import logging

log = logging.getLogger(__name__)
model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
log.info("training %s", model)
model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)


# %% ... also one that an object keeps, or that TensorFlow, absl or loguru gives
import logging

from absl import logging as of_absl
from loguru import logger


class Trainer:
    def __init__(self):
        self.logger = logging.getLogger("trainer").getChild("inner")
        self.logger.setLevel(logging.DEBUG)
        self.logger.addHandler(logging.StreamHandler())
        self.model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])

    def run(self):
        self.logger.debug("%r", self.model)
        tf.get_logger().info("%r", self.model)
        of_absl.info("%r", self.model)
        logger.info("{}", self.model)
        self.model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN201
        self.model.fit(dataset)


Trainer().run()


# %% ... unless loggers are of a class of the program's own
import logging


class Popping(logging.Logger):
    def info(self, message, model):
        model.pop()


logging.setLoggerClass(Popping)
model = tf.keras.Sequential([tf.keras.layers.Dense(3), tf.keras.layers.Softmax()])
logging.getLogger("a").info("%s", model)
model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(dataset)


# %% A figure and a run of an experiment, too
import matplotlib.pyplot as plt
import wandb

run = wandb.init(project="p")
figure, axes = plt.subplots(1, 2)
model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
axes[0].plot(model, label="a model")
run.log({"model": model})
model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)


# %% Something that nobody knows may change what it is given
from somewhere import recorder

model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
recorder.info("%s", model)
model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(dataset)


# %% A library that draws a model, or explains it, leaves it as it is
import shap
import visualkeras
from plot_model import plot_model

model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
plot_model(model, to_file="model.png")
visualkeras.layered_view(model)
shap.summary_plot(model)
model.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN201
model.fit(dataset)


# %% An attack takes the loss of logits, unless it is given another one
from cleverhans.tf2.attacks.fast_gradient_method import fast_gradient_method
from cleverhans.tf2.attacks.projected_gradient_descent import projected_gradient_descent

model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
adversarial = fast_gradient_method(model, images, 0.1, 2)  # error: XEN201
adversarial = projected_gradient_descent(model, images, 0.1, 0.01, 40, 2)  # error: XEN201
own = tf.keras.losses.SparseCategoricalCrossentropy()
adversarial = fast_gradient_method(model, images, 0.1, 2, loss_fn=own)
logits = tf.keras.Sequential([tf.keras.layers.Dense(3)])
adversarial = fast_gradient_method(logits, images, 0.1, 2)


# %% A classifier that is attacked is given its loss
from art.estimators.classification import TensorFlowV2Classifier

model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
wrong = tf.keras.losses.SparseCategoricalCrossentropy()
classifier = TensorFlowV2Classifier(model, 3, (8,), wrong)  # error: XEN202
right = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
classifier = TensorFlowV2Classifier(model, 3, (8,), loss_object=right)
soft = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
classifier = TensorFlowV2Classifier(soft, 3, (8,), loss_object=wrong)


# %% A distribution is given logits by one name, and probabilities by another
import tensorflow_probability as tfp

logits = tf.keras.Sequential([tf.keras.layers.Dense(3)])(images)
drawn = tfp.distributions.Categorical(logits=logits).sample()
drawn = tfp.distributions.Categorical(probs=logits).sample()  # error: XEN301
drawn = tfp.distributions.Categorical(probs=tf.nn.softmax(logits)).sample()


# %% The best model of a tuner is one that its function builds, trained
import keras_tuner


def build(hp):
    model = tf.keras.Sequential([tf.keras.layers.Dense(hp.Int("units", 8, 64)), tf.keras.layers.Dense(3, "softmax")])
    model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
    return model


tuner = keras_tuner.RandomSearch(build, objective="val_accuracy", max_trials=5)
tuner.search(images, labels, epochs=5)
tuner.results_summary()
print(tuner.get_best_hyperparameters(1)[0])
best = tuner.get_best_models()[0]
best.compile("adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))  # error: XEN201
best.fit(images, labels)


# %% ... in the older package, and right
from kerastuner.tuners import Hyperband


def build(hp):
    model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
    model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    return model


tuner = Hyperband(build, max_epochs=5, objective="val_accuracy")
best = tuner.get_best_models(num_models=1)[0]
best.compile("adam", loss="categorical_crossentropy")  # error: XEN202
best.fit(images, labels)
several = tuner.get_best_models(num_models=2)
several[1].compile("adam", loss="categorical_crossentropy")
several[1].fit(images, labels)
