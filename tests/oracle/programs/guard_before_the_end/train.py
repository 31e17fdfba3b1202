# feature: modules | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": None}


def main():
    model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


if __name__ == "__main__":
    main()
CONF["head"] = "softmax"
