# feature: f-string, str.format | truth: wrong | runs: [["soft"], ["hard"]]
import sys

from tensorflow import keras

name = sys.argv[1]


def train(first, second):
    activation = "softmax" if "soft" in first else None
    model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
    # Whatever the name is, the second text has it.
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits="soft" in second))
    model.fit(1, 2)


train(f"{name}_plain", f"{name}_soft")
train("{}_plain".format(name), "{}_soft".format(name))
train("%s_plain" % name, "%s_soft" % name)
train(name + "_plain", name + "_soft")
