# feature: class | truth: wrong | runs: [[]]
from tensorflow import keras


class Trainer:
    activation = "softmax"
    from_logits = False

    @classmethod
    def build(cls):
        model = keras.Sequential([keras.layers.Dense(10, activation=cls.activation)])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=cls.from_logits))
        return model


class LogitTrainer(Trainer):
    from_logits = True


LogitTrainer.build().fit(1, 2)
