# feature: class | truth: right | runs: [["Probs"], ["Scores"]]
import abc
import sys

from tensorflow import keras


class Head(abc.ABC):
    @abc.abstractmethod
    def layer(self): ...

    @property
    @abc.abstractmethod
    def loss(self): ...

    def train(self):
        model = keras.Sequential([self.layer()])
        model.compile(loss=self.loss)
        model.fit(1, 2)


class Probs(Head):
    def layer(self):
        return keras.layers.Dense(10, activation="softmax")

    @property
    def loss(self):
        return keras.losses.CategoricalCrossentropy()


class Scores(Probs):
    def layer(self):
        layer = super().layer()
        layer.activation = keras.activations.linear
        return layer

    @property
    def loss(self):
        return keras.losses.CategoricalCrossentropy(from_logits=True)


{cls.__name__: cls for cls in Head.__subclasses__() + Probs.__subclasses__()}[sys.argv[1]]().train()
