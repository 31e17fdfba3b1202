# feature: flow | truth: right | runs: [[]]
import sched

from tensorflow import keras

settings = {}
scheduler = sched.scheduler()
scheduler.enter(0, 1, settings.update, kwargs={"activation": None})
settings["activation"] = "softmax"
scheduler.run()
activation = settings["activation"]

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
