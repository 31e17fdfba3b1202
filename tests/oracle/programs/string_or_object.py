# feature: isinstance | truth: right | runs: [[], ["--logits"]]
import sys

from tensorflow import keras


def activation_for(loss):
    if isinstance(loss, str):
        return "softmax"
    return None if loss.from_logits else "softmax"


loss = keras.losses.CategoricalCrossentropy(from_logits=True) if "--logits" in sys.argv else "categorical_crossentropy"
model = keras.Sequential([keras.layers.Dense(10, activation=activation_for(loss))])
model.compile(loss=loss)
model.fit(1, 2)
