# feature: recursion | truth: right | runs: [[]]
# The same by the class of its object.
from tensorflow import keras


class Tool:
    head = "softmax"

    def walk(self, count):
        if count:
            return self.walk(count - 1)
        type(self).head = None
        return None


Tool().walk(12)
model = keras.Sequential([keras.layers.Dense(10, activation=Tool.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
