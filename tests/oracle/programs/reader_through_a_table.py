# feature: dict | truth: wrong | runs: [[]]
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
results = {"test": model.predict(1)}
for name, values in results.items():
    print(f"{name}: {values[0]}")
