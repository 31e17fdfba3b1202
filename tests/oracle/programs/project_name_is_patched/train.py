# feature: modules | truth: right | runs: [[]]
from unittest import mock

import heads
from tensorflow import keras

with mock.patch("heads.ACTIVATION", None):
    model = keras.Sequential([heads.head()])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
