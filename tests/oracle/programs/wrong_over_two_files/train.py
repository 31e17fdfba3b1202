# feature: modules | truth: wrong | runs: [[]]
from nets import classifier
from tensorflow import keras

model = classifier(10)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
print(model.predict(1))
