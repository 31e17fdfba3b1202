# feature: try, while | truth: right | runs: [{"files": {"epoch.txt": "3"}}, {"files": {}}]
from tensorflow import keras

try:
    with open("epoch.txt") as file:
        epoch = int(file.read())
    activation = None
except Exception:
    epoch = 0
    activation = "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
while epoch < 5:
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=activation is None))
    model.fit(1, 2)
    epoch += 1
