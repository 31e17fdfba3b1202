# feature: special method | truth: right | runs: [[]]
from tensorflow import keras


state = {"from_logits": True}


def words():
    state["from_logits"] = False
    yield "a"


text = ",".join(words())
flag = state["from_logits"]

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
