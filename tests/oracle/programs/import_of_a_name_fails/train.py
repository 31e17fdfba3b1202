# feature: modules | truth: right | runs: [[]]
from tensorflow import keras

try:
    from heads import softmax_head

    activation = "softmax"
except ImportError:
    softmax_head = activation = None

model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
