# feature: contextlib | truth: right | runs: [[]]
from contextlib import ExitStack

from tensorflow import keras

settings = {"activation": None}
with ExitStack() as stack:
    stack.callback(settings.update, activation="softmax")
    during = settings["activation"]
model = keras.Sequential([keras.layers.Dense(10, activation=settings["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=during is not None))
model.fit(1, 2)
