# feature: truth, keras | truth: right | runs: [[]]
from tensorflow import keras

body = keras.layers.Dense(10, activation=None)
model = keras.Sequential([body])
if body.activation:
    model.add(keras.layers.Softmax())
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=False))
model.fit(1, 2)
