"""Names: every way to get at TensorFlow and Keras, and what only looks like it."""

import tensorflow as tf

from data import images, labels

# %% The whole package
# as written
import tensorflow

model = tensorflow.keras.Sequential([tensorflow.keras.layers.Dense(10, activation="softmax")])
model.compile("adam", tensorflow.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% A module under another name
# as written
import tensorflow.keras.layers as L
from tensorflow.keras.losses import SparseCategoricalCrossentropy as SCE
from tensorflow.keras.models import Sequential as S

model = S([L.Dense(10, activation="softmax")])
model.compile("adam", SCE(from_logits=True))  # error: XEN201


# %% tf.compat.v1 and tf.compat.v2
# as written
model = tf.compat.v1.keras.Sequential([tf.compat.v1.keras.layers.Dense(10, activation="softmax")])
model.compile("adam", tf.compat.v1.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
other = tf.compat.v2.keras.Sequential([tf.compat.v2.keras.layers.Dense(10)])
other.compile("adam", "categorical_crossentropy")  # error: XEN202


# %% import tensorflow.compat.v1 as tf
# as written
import tensorflow.compat.v1 as tf1

model = tf1.keras.models.Sequential([tf1.keras.layers.Dense(10, activation=tf1.nn.softmax)])
out = model(images)
loss = tf1.nn.softmax_cross_entropy_with_logits(labels=labels, logits=out)  # error: XEN201


# %% keras.api
# as written
from keras.api import layers, losses, models

model = models.Sequential([layers.Dense(10, activation="softmax")])
model.compile("adam", losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% tensorflow.python.keras
# as written
from tensorflow.python.keras.layers import Dense
from tensorflow.python.keras.losses import CategoricalCrossentropy
from tensorflow.python.keras.models import Sequential

model = Sequential([Dense(10, activation="softmax")])
model.compile("adam", CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% Assignments
# as written
L, keras = tf.keras.layers, tf.keras
Dense = L.Dense
model = keras.Sequential([Dense(10, activation="softmax")])
model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% Star imports
# as written
from tensorflow.keras.layers import *
from tensorflow.keras.losses import *
from tensorflow.keras.models import *

model = Sequential([Dense(10, activation="softmax")])
model.compile("adam", CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% Imports inside of a function
# as written
def build():
    from tensorflow.keras import layers, losses, models

    model = models.Sequential([layers.Dense(10, activation="softmax")])
    model.compile("adam", losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201
    return model


# %% One of two packages
# as written
try:
    import keras
    from keras import layers
except ImportError:
    from tensorflow import keras
    from tensorflow.keras import layers

model = keras.Sequential([layers.Dense(10, activation="softmax")])
model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% getattr with a constant
# as written
Dense = getattr(tf.keras.layers, "Dense")
model = tf.keras.Sequential([Dense(10, activation="softmax")])
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% Somebody else's Dense
# as written
from flax.linen import Dense

model = tf.keras.Sequential([Dense(10)])
model.compile("adam", "categorical_crossentropy")


# %% A class of our own that is called Dense
# as written
from layers_of_ours import Base


class Dense(Base):
    pass


model = tf.keras.Sequential([Dense(10)])
model.compile("adam", "categorical_crossentropy")


# %% The name is bound again
# as written
from tensorflow.keras.layers import Dense

Dense = make_dense(Dense)
model = tf.keras.Sequential([Dense(10)])
model.compile("adam", "categorical_crossentropy")


# %% Code in a docstring, a comment and a string is not code
# as written
def help():
    """Example::

    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    model.compile("adam", "categorical_crossentropy")
    """
    # model.compile("adam", "categorical_crossentropy")
    return 'model.compile("adam", "categorical_crossentropy")'


# %% An attribute of an imported module is assigned
# as written
tf.model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
tf.model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))  # error: XEN201


# %% A name that is deleted or never bound
# as written
model.compile("adam", "categorical_crossentropy")
del missing
