# feature: modules | truth: right | runs: [[]]
import os
from tensorflow import keras
from nets import HEAD

os.environ["HEAD"] = "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=HEAD)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
