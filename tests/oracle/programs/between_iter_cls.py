# feature: keras | truth: right | runs: [[]]
from tensorflow import keras

head = keras.layers.Dense(10, activation="softmax")
model = keras.Sequential([keras.layers.Dense(4), head])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))


class G:
    def __iter__(self):
        head.activation = None
        yield 1, 2


model.fit(G())
