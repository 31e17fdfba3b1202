# feature: class | truth: right | runs: [[]]
from tensorflow import keras


class Scores(keras.layers.Dense):
    def __init__(self, units, **options):
        options["activation"] = None
        super().__init__(units, **options)


model = keras.Sequential([Scores(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
