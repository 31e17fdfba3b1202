# feature: import | truth: right | runs: [[], ["probs"]]
import importlib
import sys

from tensorflow import keras

kind = sys.argv[1] if len(sys.argv) > 1 else "scores"
settings = importlib.import_module("settings")
head = importlib.import_module(f"heads_{kind}")
importlib.import_module("changes")

model = keras.Sequential([keras.layers.Dense(10, activation=settings.ACTIVATION)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)

other = head.build()
other.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=head.FROM_LOGITS))
other.fit(1, 2)
