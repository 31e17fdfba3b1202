# feature: dataclass | truth: right | runs: [[]]
from dataclasses import InitVar, dataclass, field

from tensorflow import keras


@dataclass(order=True)
class Config:
    probs: InitVar[bool]
    _: InitVar[int] = 0
    note: str = field(default="", compare=False)
    from_logits: bool = field(init=False, default=True)

    def __post_init__(self, probs, _):
        self.from_logits = not probs


config = Config(True, note="a")
same = config == Config(True, note="b")

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=config.from_logits or not same))
model.fit(1, 2)
