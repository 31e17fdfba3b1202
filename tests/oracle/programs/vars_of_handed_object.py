# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import helper


class Conf:
    activation = "softmax"

    def get(self):
        return self.activation


c = Conf()
helper.configure(c)
model = keras.Sequential([keras.layers.Dense(10, activation=vars(c).get("activation", "softmax"))])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
