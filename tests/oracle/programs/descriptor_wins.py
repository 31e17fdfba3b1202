# feature: descriptor | truth: right | runs: [[]]
from tensorflow import keras


class Never:
    def __get__(self, instance, owner):
        return False

    def __set__(self, instance, value):
        raise AttributeError


class Config:
    from_logits = Never()

    def __setattr__(self, name, value):
        super().__setattr__(name, not value)

    def __delattr__(self, name):
        super().__delattr__(name)


config = Config()
config.__dict__["from_logits"] = True
config.other = True
flag = config.from_logits or config.other
del config.other
flag = flag or hasattr(config, "other")

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
