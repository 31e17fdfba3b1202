# feature: hidden | truth: right | runs: [[]]
from tensorflow import keras


class S(keras.Sequential):
    def add(self, layer):
        layer.activation = None
        super().add(layer)


model = S([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
