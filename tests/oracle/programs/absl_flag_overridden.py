# feature: absl | truth: right | runs: [[], ["--head=softmax"]]
import sys

from absl import flags
from tensorflow import keras

FLAGS = flags.FLAGS
flags.DEFINE_string("head", "softmax", "the activation")
FLAGS(sys.argv)
FLAGS.head = "linear"
model = keras.Sequential([keras.layers.Dense(10, activation=FLAGS.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
