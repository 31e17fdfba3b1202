# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
from sub.nets import act

model = keras.Sequential([keras.layers.Dense(10, activation=act)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
