# feature: metaclass | truth: right | runs: [[]]
from tensorflow import keras


class Meta(type):
    def __bool__(cls):
        return False

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return 1

    def __len__(cls):
        return 3

    def __contains__(cls, item):
        return True

    @property
    def from_logits(cls):
        return False


class Head(metaclass=Meta):
    from_logits = True


class Other:
    pass


flag = bool(Head) or Head.from_logits or Head != Other or len(Head) != 3 or 1 not in Head

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
