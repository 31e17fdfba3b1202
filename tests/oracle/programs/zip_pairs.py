# feature: zip | truth: right | runs: [[]]
from tensorflow import keras

for act, logits in zip(("softmax", None), (False, True)):
    model = keras.Sequential([keras.layers.Dense(10, activation=act)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=logits))
    model.fit(1, 2)
