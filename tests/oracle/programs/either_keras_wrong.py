# feature: import | truth: wrong | runs: [[], ["--tf"]]
import sys

if "--tf" in sys.argv:
    from tensorflow import keras
else:
    import keras
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
