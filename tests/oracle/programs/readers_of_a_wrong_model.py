# feature: function | truth: wrong | runs: [[]]
import numpy as np
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)


def show(probabilities):
    print("most likely", np.argmax(probabilities, axis=-1))
    for row in probabilities:
        print("sure" if row.max() > 0.9 else "unsure", row)


show(model.predict(1))
