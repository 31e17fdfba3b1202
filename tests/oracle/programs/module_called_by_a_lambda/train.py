# feature: modules, lambda | truth: right | runs: [[]]
import helper
import state

from tensorflow import keras

helper.call(lambda: state.clear())
model = keras.Sequential([keras.layers.Dense(10, activation=state.options["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
