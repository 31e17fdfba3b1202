# feature: modules | truth: right | runs: [[]]
from tensorflow import keras

MAIN = __name__ == "__main__"
head = None if MAIN else "softmax"
if __name__ == "__main__":
    model = keras.Sequential([keras.layers.Dense(10, activation=head)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)
