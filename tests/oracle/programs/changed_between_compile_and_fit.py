# feature: keras | truth: right | runs: [[]]
import tensorflow as tf
from tensorflow import keras


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(10)
        self.probabilities = True

    def call(self, x):
        x = self.head(x)
        return tf.nn.softmax(x) if self.probabilities else x


net = Net()
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.probabilities = False
net.fit(1, 2)

stack = keras.Sequential([keras.layers.Dense(10)])
stack.compile(loss=keras.losses.CategoricalCrossentropy())
stack.add(keras.layers.Softmax())
stack.fit(1, 2)

settings = {"from_logits": False}


def criterion(y, p):
    return keras.losses.categorical_crossentropy(y, p, from_logits=settings["from_logits"])


plain = keras.Sequential([keras.layers.Dense(10)])
plain.compile(loss=criterion)
settings["from_logits"] = True
plain.fit(1, 2)
