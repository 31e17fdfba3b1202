# feature: isinstance | truth: right | runs: [[]]
from tensorflow import keras


def without_activation(model):
    last = model.layers[-1]
    if isinstance(last, (keras.layers.Softmax, keras.layers.Activation)):
        model.pop()
    elif isinstance(last, keras.layers.Dense):
        last.activation = keras.activations.linear
    return model


for layers in ([keras.layers.Dense(10), keras.layers.Softmax()], [keras.layers.Dense(10, activation="softmax")]):
    model = without_activation(keras.Sequential(layers))
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)
