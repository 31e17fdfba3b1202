# feature: dataclass | truth: right | runs: [[]]
import dataclasses

from tensorflow import keras


@dataclasses.dataclass(frozen=True)
class Base:
    from_logits: bool = False


class Config(Base):
    """Frozen as well: for the fields of its base."""


config = Config()
try:
    config.from_logits = True
except AttributeError:
    pass
try:
    del config.from_logits
except AttributeError:
    pass

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=config.from_logits))
model.fit(1, 2)
