# feature: lambda, while | truth: right | runs: [[]]
import helper

from tensorflow import keras


class State:
    pass


first, second = {"activation": "softmax"}, {"activation": "softmax"}
state = State()
state.current = second
state.rounds = 0
while state.rounds < 2:
    helper.call(lambda current=state.current: current.update(activation=None))
    state.current = first
    state.rounds += 1
model = keras.Sequential([keras.layers.Dense(10, activation=first["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
