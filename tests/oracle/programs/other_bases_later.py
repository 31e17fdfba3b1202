# feature: class | truth: right | runs: [[]]
from tensorflow import keras


class Probs:
    from_logits = False


class Scores:
    from_logits = True


class Head(Scores):
    pass


head = Head()
Head.__bases__ = (Probs,)
other = Scores()
other.__class__ = Probs
flag = head.from_logits or other.from_logits

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
