# feature: and | truth: right | runs: [[], ["--export"]]
import sys

from tensorflow import keras

export = "--export" in sys.argv
model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
export and model.add(keras.layers.Softmax())
print(model.predict(1) if export else "trained")
