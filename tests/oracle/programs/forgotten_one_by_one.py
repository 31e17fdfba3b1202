# feature: aliasing, function | truth: right | runs: [[], ["--same"]]
import sys

from tensorflow import keras


class Box:
    def __init__(self):
        self.first = {"activation": None}
        self.second = {"activation": None}


box = Box()
exec("box.first['activation'] = 'softmax'")
exec("box.second['activation'] = None")
taken = box.first
exec("box.first = box.second" if "--same" in sys.argv else "pass")
if box.first is taken:
    activation, flag = "softmax", False
else:
    activation, flag = None, True
exec("box.second = dict(box.second)")
again = "softmax" if box.first is taken else None
model = keras.Sequential([keras.layers.Dense(10, activation=again)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
