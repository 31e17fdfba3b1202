# feature: callback | truth: right | runs: [[]]
from tensorflow import keras


class ToScores(keras.callbacks.Callback):
    def on_train_end(self, logs=None):
        self.model.layers[-1].activation = keras.activations.linear


model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2, callbacks=[ToScores()])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
