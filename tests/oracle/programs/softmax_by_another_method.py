# feature: class, method | truth: right | runs: [[]]
import helper

from tensorflow import keras


class Trainer:
    def __init__(self):
        self.model = keras.Sequential([keras.layers.Dense(10)])

    def use_probabilities(self):
        self.model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])

    def train(self):
        self.model.compile(loss=keras.losses.CategoricalCrossentropy())
        self.model.fit(1, 2)


trainer = helper.call(Trainer)
trainer.use_probabilities()
trainer.train()
