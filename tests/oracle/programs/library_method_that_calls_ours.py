# feature: object | truth: right | runs: [[]]
from html.parser import HTMLParser

from tensorflow import keras


class Page(HTMLParser):
    activation = "softmax"

    def handle_data(self, data):
        self.activation = None


page = Page()
page.feed("<p>linear</p>")
page.close()
activation = page.activation

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
