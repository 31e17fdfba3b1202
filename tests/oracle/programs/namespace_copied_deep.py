# feature: copy | truth: right | runs: [[]]
import copy
from types import SimpleNamespace

from tensorflow import keras


config = SimpleNamespace(head={"from_logits": False})
other = copy.deepcopy(config)
other.head["from_logits"] = True
same = copy.copy(config)

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=config.head["from_logits"] or same.head is not config.head))
model.fit(1, 2)
