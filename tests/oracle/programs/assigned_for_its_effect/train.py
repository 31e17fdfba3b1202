# feature: modules | truth: right | runs: [[]]
import experiment
from settings import OPTIONS
from tensorflow import keras

activation = OPTIONS["activation"]
print(experiment)

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
