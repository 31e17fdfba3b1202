# feature: isinstance | truth: right | runs: [[]]
from tensorflow import keras

layers = [keras.layers.Dense(10), keras.layers.Softmax(), keras.layers.Dropout(0.1)]
kept = [layer for layer in layers if not isinstance(layer, keras.layers.Softmax)]
model = keras.Sequential(kept)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
