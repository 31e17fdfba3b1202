# feature: hidden | truth: right | runs: [[]]
from tensorflow import keras


class C(keras.callbacks.Callback):
    def __getattr__(self, name):
        if name != "on_train_begin":
            raise AttributeError
        return lambda logs: setattr(head, "activation", None)


head = keras.layers.Dense(10, activation="softmax")
model = keras.Sequential([head])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2, callbacks=[C()])
