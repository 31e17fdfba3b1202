# feature: hidden | truth: right | runs: [[]]
import helper
from tensorflow import keras


class Base:
    head = "softmax"

    def train(self):
        model = keras.Sequential([keras.layers.Dense(10, activation=self.head)])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(*self.data())

    def data(self):
        raise NotImplementedError


class Net(Base):
    head = None

    def data(self):
        return 1, 2


helper.call(Net).train()
