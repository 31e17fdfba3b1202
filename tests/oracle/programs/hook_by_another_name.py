# feature: logging | truth: right | runs: [[]]
# A hook of a library that is not followed writes through another name, out of a pair.
import logging

from tensorflow import keras

config = {"head": "softmax"}


class Quiet(logging.Handler):
    def emit(self, record):
        for it, _ in [(config, record)]:
            it["head"] = None


log = logging.getLogger("x")
log.addHandler(Quiet())
log.warning("go")
model = keras.Sequential([keras.layers.Dense(10, activation=config["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
