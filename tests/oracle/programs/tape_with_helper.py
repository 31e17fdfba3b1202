# feature: function | truth: right | runs: [[], ["--logits"]]
import sys

import tensorflow as tf

logits = "--logits" in sys.argv
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])


def forward(x):
    y = model(x, training=True)
    return y if logits else tf.nn.softmax(y)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, forward(x))
    return tape.gradient(loss, model.trainable_variables)


step(1, 2)
