# feature: function | truth: wrong | runs: [[]]
import tensorflow as tf

loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])


def step(x, y, criterion=loss_fn):
    with tf.GradientTape() as tape:
        loss = criterion(y, model(x, training=True))
    return tape.gradient(loss, model.trainable_variables)


step(1, 2)
print(model.predict(1))
