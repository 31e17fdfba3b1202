# feature: enumerate | truth: right | runs: [[]]
from tensorflow import keras

sizes = [64, 32, 10]
model = keras.Sequential()
for number, units in enumerate(sizes, start=1):
    activation = "relu" if number < len(sizes) else None
    model.add(keras.layers.Dense(units, activation=activation))
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
