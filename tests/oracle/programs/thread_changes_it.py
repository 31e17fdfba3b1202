# feature: threading | truth: right | runs: [[]]
import threading

from tensorflow import keras

config = {"activation": "softmax"}
worker = threading.Thread(target=config.update, kwargs={"activation": None})
worker.start()
worker.join()
model = keras.Sequential([keras.layers.Dense(10, activation=config["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
