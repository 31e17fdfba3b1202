# feature: model subclass | truth: right | runs: [[]]
from tensorflow import keras


class Model(keras.Sequential):
    def fit(self, *args, **kwargs):
        self.layers[-1].activation = keras.activations.linear
        return super().fit(*args, **kwargs)


model = Model([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
