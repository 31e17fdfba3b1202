"""A subclassed model that ends in ``tf.nn.softmax``, with a loop of our own."""

import tensorflow as tf
from mnist_data import EPOCHS, load_images
from tensorflow.keras.layers import Dense, Dropout

CLASSES = 10


class Classifier(tf.keras.Model):
    """Three hidden layers and a distribution over ten digits."""

    def __init__(self):
        super().__init__()
        self.hidden = [Dense(256, activation="relu") for _ in range(3)]
        self.dropout = Dropout(0.2)
        self.scores = Dense(CLASSES)

    def call(self, images, training=False):
        x = images
        for layer in self.hidden:
            x = layer(x)
        x = self.dropout(x, training=training)
        return tf.nn.softmax(self.scores(x))


(x_train, y_train), (x_test, y_test) = load_images()
train = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(10_000).batch(100)
test = tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch(100)

model = Classifier()
loss_object = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam(0.001)
train_loss = tf.keras.metrics.Mean()
test_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()

for epoch in range(EPOCHS):
    train_loss.reset_state()
    test_accuracy.reset_state()
    for images, labels in train:
        with tf.GradientTape() as tape:
            predictions = model(images, training=True)
            loss = loss_object(labels, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        train_loss(loss)
    for images, labels in test:
        test_accuracy(labels, model(images, training=False))
    print(f"epoch {epoch + 1}: loss {train_loss.result():.4f}, test accuracy {test_accuracy.result():.4f}")

certain = tf.reduce_max(model(x_test, training=False), axis=1) > 0.9
print(f"more than 90% certain of {tf.reduce_mean(tf.cast(certain, tf.float32)):.1%} of the test digits")
