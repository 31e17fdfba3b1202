# feature: hidden | truth: right | runs: [[]]
from tensorflow import keras

head = None if repr("a") == "'a'" else "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
