# feature: list | truth: right | runs: [[]]
from tensorflow import keras

layers = [keras.layers.Dense(32), keras.layers.Dense(10), keras.layers.Softmax(), keras.layers.Dropout(0.1)]
layers[1:] = [keras.layers.Dense(10)]
model = keras.Sequential(layers)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
