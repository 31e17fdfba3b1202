# feature: collections | truth: right | runs: [[]]
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque

from tensorflow import keras


table = defaultdict(dict)
table["head"]["from_logits"] = False
queue = deque([True, False], maxlen=1)
ordered = OrderedDict(a=True, b=False)
ordered.move_to_end("a", last=True)
chain = ChainMap({"from_logits": False}, {"from_logits": True})
flag = table["head"]["from_logits"] or queue[0] or next(iter(ordered.values())) or chain["from_logits"]
flag = flag or bool(Counter("aa")["b"])

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
