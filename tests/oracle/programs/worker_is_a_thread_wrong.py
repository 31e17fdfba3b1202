# feature: threading, for | truth: wrong | runs: [[]]
import sys
from threading import Thread

from tensorflow import keras


class Worker(Thread):
    def __init__(self, net):
        Thread.__init__(self)
        self.net = net
        self.flag = True

    def run(self):
        self.net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=self.flag))
        self.net.fit(1, 2)


net = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
workers = []
for _ in range(len(sys.argv) + 1):
    workers.append(Worker(net))
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
