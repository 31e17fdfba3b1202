# feature: getattr | truth: right | runs: [[], ["off"]]
# A method by a name that is made of an input: whichever it is, it may change its object.
import sys

from tensorflow import keras


class App:
    head = "softmax"

    def do_on(self):
        self.head = None

    def do_off(self):
        self.head = "linear"


app = App()
getattr(app, "do_" + (sys.argv[1] if len(sys.argv) > 1 else "on"))()
model = keras.Sequential([keras.layers.Dense(10, activation=app.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
