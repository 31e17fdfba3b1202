import layers

activation = None


def head(units):
    return layers.dense(units, activation)
