# feature: threading | truth: right | runs: [[]]
import threading

from tensorflow import keras

options = {"activation": "softmax"}


class Worker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.total = 0

    def run(self):
        options["activation"] = None
        for outer in range(50):
            for inner in range(50):
                self.step(outer, inner)

    def step(self, outer, inner):
        for each in range(3):
            self.total += outer * inner + each


worker = Worker()
worker.start()
worker.join()
model = keras.Sequential([keras.layers.Dense(3, activation=options["activation"])])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
