# feature: object | truth: right | runs: [[]]
from tensorflow import keras


class Net(keras.Model):
    use = True

    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(10)

    def call(self, x):
        x = self.out(x)
        return keras.activations.softmax(x) if self.use else x


net = Net()


def batches():
    net.use = False
    yield 1, 2


net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(batches())
