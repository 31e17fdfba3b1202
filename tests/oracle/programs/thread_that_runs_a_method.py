# feature: object | truth: right | runs: [[]]
import threading

from tensorflow import keras


class Worker(threading.Thread):
    def __init__(self, activation):
        super().__init__()
        self.activation = activation

    def run(self):
        self.activation = None


workers = [Worker("softmax") for _ in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
activation = workers[0].activation

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
