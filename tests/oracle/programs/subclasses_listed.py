# feature: hidden | truth: right | runs: [[]]
from tensorflow import keras


class Base:
    head = "softmax"

    def train(self):
        model = keras.Sequential([keras.layers.Dense(10, activation=self.head)])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


class Net(Base):
    head = None


for each in Base.__subclasses__():
    each().train()
