# feature: hidden | truth: right | runs: [[]]
import dataclasses
from tensorflow import keras


@dataclasses.dataclass
class C:
    head: str = "softmax"


class D(C):
    head: str = None


head = None if D().head == "softmax" else "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
