# feature: function | truth: right | runs: [[]]
from tensorflow import keras


def classifier(units, extra=[]):
    extra.append(keras.layers.Dense(units))
    return keras.Sequential(list(extra))


classifier(10)
model = classifier(5)
assert len(model.layers) == 2
model.add(keras.layers.Softmax())
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
