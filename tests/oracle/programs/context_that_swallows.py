# feature: with | truth: right | runs: [[]]
from tensorflow import keras


class Optional:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return kind is not None and issubclass(kind, ImportError)


activation = "softmax"
with Optional():
    import an_extension_that_is_not_there

    activation = None
model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
