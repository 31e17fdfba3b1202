# feature: absl | truth: right | runs: [[], ["--head=scores"], ["--head=probs"]]
from absl import app, flags
from tensorflow import keras

HEAD = flags.DEFINE_enum("head", "probs", ["probs", "scores"], "what the model gives")
ACTIVATIONS = {"probs": "softmax", "scores": "linear"}


def main(_):
    model = keras.Sequential([keras.layers.Dense(10, activation=ACTIVATIONS[HEAD.value])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=HEAD.value != "probs"))
    model.fit(1, 2)


app.run(main)
