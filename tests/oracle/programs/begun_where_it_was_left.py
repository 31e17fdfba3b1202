# feature: try, while | truth: wrong | runs: [{"files": {"epoch.txt": "3"}}, {"files": {}}]
from tensorflow import keras

try:
    with open("epoch.txt") as file:
        epoch = int(file.read())
except Exception:
    epoch = 0
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
while epoch < 5:
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)
    epoch += 1
