# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
import settings
from nets import build

settings.HEAD = "softmax"
model = build()
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
