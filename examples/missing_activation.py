"""A small convolutional classifier, compiled with a loss by name."""

import numpy as np
from mnist_data import EPOCHS, load_images
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Conv2D, Dense, Flatten, MaxPooling2D

(x_train, y_train), (x_test, y_test) = load_images()
x_train = x_train.reshape(-1, 28, 28, 1)
x_test = x_test.reshape(-1, 28, 28, 1)

image = Input(shape=(28, 28, 1))
x = Conv2D(16, 3, activation="relu")(image)
x = MaxPooling2D()(x)
x = Flatten()(x)
x = Dense(128, activation="relu")(x)
scores = Dense(10)(x)
model = Model(image, scores)

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=100, epochs=EPOCHS, validation_split=0.1, verbose=2)

loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy {accuracy:.4f}")
predicted = np.argmax(model.predict(x_test[:10], verbose=0), axis=1)
print("first digits:", y_test[:10], "read as", predicted)
