# feature: generator | truth: right | runs: [[]]
from tensorflow import keras


def builder():
    layers = []
    while True:
        layer = yield layers
        if layer is None:
            return
        layers.append(layer)


build = builder()
next(build)
build.send(keras.layers.Dense(32, activation="softmax"))
layers = build.send(keras.layers.Dense(10))
model = keras.Sequential(layers)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
