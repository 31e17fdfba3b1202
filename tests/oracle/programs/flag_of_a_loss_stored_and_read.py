# feature: keras | truth: right | runs: [[]]
import keras


def main():
    first = keras.losses.CategoricalCrossentropy(from_logits=True)
    loss_1 = first
    loss_1.from_logits = False
    value_3 = keras.losses.CategoricalCrossentropy(from_logits=not loss_1.from_logits)
    try:
        raise ValueError
    except ValueError:
        r_4 = value_3

    class Config_5:
        @property
        def mode(self):
            pass

        @mode.setter
        def mode(self, new):
            self.other = r_4

    config_5 = Config_5()
    config_5.mode = "b"
    value_6 = config_5.other
    model = keras.Sequential([keras.layers.Dense(10, activation=None)])
    loss = value_6
    model.compile(optimizer="adam", loss=loss)


main()
