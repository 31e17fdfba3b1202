# feature: hidden | truth: right | runs: [[]]
from tensorflow import keras


class C(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.model.layers[-1].activation = None


model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2, callbacks=(each for each in [C()]))
