# feature: modules | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": None}
if __name__ == "__main__":
    head = CONF["head"]
else:
    head = "softmax"
CONF["head"] = "softmax"


def main():
    model = keras.Sequential([keras.layers.Dense(10, activation=head)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


if __name__ == "__main__":
    main()
