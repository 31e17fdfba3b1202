# feature: class, method | truth: wrong | runs: [[]]
from tensorflow import keras


class Experiment:
    def train(self):
        self.prepare()
        self.net().fit(1, 2)

    def net(self):
        return self.model

    def prepare(self):
        self.model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
        self.model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))


Experiment().train()
