# feature: enum | truth: wrong | runs: [[]]
import enum

from tensorflow import keras


class Head(enum.Enum):
    PROBS = "softmax"
    SCORES = "linear"


head = Head.PROBS
model = keras.Sequential([keras.layers.Dense(10, activation=head.value)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
