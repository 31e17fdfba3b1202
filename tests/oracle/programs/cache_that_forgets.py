# feature: functools | truth: right | runs: [[]]
import functools

from tensorflow import keras


@functools.lru_cache(maxsize=1)
def small(name):
    return {"from_logits": True}


small("a")["from_logits"] = True
kept = small("a")
small("b")
small("a")["from_logits"] = False


@functools.cache
def builder():
    return {"from_logits": False}


builder()["from_logits"] = True
builder.cache_clear()
flag = builder()["from_logits"] or small("a")["from_logits"]

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
