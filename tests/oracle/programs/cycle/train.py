# feature: modules | truth: right | runs: [[]]
import heads
from tensorflow import keras

model = keras.Sequential([heads.head(10)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
