# feature: absl | truth: right | runs: [[], ["--logits"], ["--nologits"]]
from absl import app, flags
from tensorflow import keras

FLAGS = flags.FLAGS
flags.DEFINE_boolean("logits", False, "whether the model gives scores")


def main(_):
    act = None
    if not FLAGS.logits:
        act = "softmax"
    model = keras.Sequential([keras.layers.Dense(10, activation=act)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=FLAGS.logits))
    model.fit(1, 2)


if __name__ == "__main__":
    app.run(main)
