import keras
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--mode", choices=["export", "plain"], default="plain")
args = parser.parse_args()
export = args.mode == "export"
first = keras.losses.CategoricalCrossentropy(from_logits=True)


def pick_1(first, /, second=None, **rest):
    return rest.get("first", first)


loss_2 = pick_1(first, first=keras.losses.CategoricalCrossentropy())
loss_2.from_logits = True
value_3 = loss_2


class Config_4:
    activation = value_3

    def __init__(self, on):
        if on:
            self.activation = keras.losses.CategoricalCrossentropy()


value_5 = Config_4(export).activation
decided = value_5
CHOICE = decided
