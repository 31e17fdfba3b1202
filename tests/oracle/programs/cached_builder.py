# feature: functools | truth: wrong | runs: [[]]
import functools

from tensorflow import keras


@functools.lru_cache
def classifier(units):
    return keras.Sequential([keras.layers.Dense(units)])


classifier(10).add(keras.layers.Softmax())
model = classifier(10)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
