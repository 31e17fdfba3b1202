# feature: dataclass | truth: right | runs: [[], ["--logits"]]
import argparse
from dataclasses import dataclass, field

from tensorflow import keras


@dataclass
class HeadConfig:
    units: int = 10
    activation: object = None


@dataclass
class Config:
    logits: bool = False
    head: HeadConfig = field(default_factory=HeadConfig)

    def __post_init__(self):
        if not self.logits:
            self.head.activation = "softmax"


parser = argparse.ArgumentParser()
parser.add_argument("--logits", action="store_true")
config = Config(**vars(parser.parse_args()))
model = keras.Sequential([keras.layers.Dense(config.head.units, activation=config.head.activation)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=config.logits))
model.fit(1, 2)
