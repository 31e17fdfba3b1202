# feature: registry | truth: right | runs: [[]]
import plain_head
from registry import HEADS
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation=HEADS["default"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
