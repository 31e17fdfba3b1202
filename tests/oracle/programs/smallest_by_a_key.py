# feature: min | truth: right | runs: [[]]
# The smallest by a key that is not known is one of them.
from tensorflow import keras


class Part:
    head = "softmax"


part = Part()
min([part, part], key=id).head = None
sum([[part]], [])[0].head = None
model = keras.Sequential([keras.layers.Dense(10, activation=part.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
