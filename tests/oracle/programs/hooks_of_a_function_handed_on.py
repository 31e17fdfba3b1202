# feature: for, function | truth: right | runs: [[]]
import helper

from tensorflow import keras

options = {"activation": "softmax"}


def clear():
    options["activation"] = None


hooks = [clear]


def run():
    for hook in hooks:
        hook()


helper.call(run)
model = keras.Sequential([keras.layers.Dense(10, activation=options["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
