# feature: special method | truth: right | runs: [[]]
from tensorflow import keras


seen = {"from_logits": True, "hashed": True, "ordered": True, "summed": True}


class Item:
    def __eq__(self, other):
        seen["from_logits"] = False
        return False

    def __hash__(self):
        seen["hashed"] = False
        return 1

    def __lt__(self, other):
        seen["ordered"] = False
        return False

    def __radd__(self, other):
        seen["summed"] = False
        return 0


found = [Item(), Item()].count(3)
table = {Item(): 1}
ordered = sorted([Item(), Item()])
total = sum([Item()])
flag = seen["from_logits"] or seen["hashed"] or seen["ordered"] or seen["summed"]

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
