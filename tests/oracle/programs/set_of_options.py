# feature: set | truth: right | runs: [[], ["logits"], ["logits", "verbose"]]
import sys

from tensorflow import keras

options = set(sys.argv[1:]) | {"train"}
options.discard("verbose")
logits = bool(options & {"logits"})
act = None if "logits" in options else "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=act)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=logits))
model.fit(1, 2)
