OPTIONS = {"activation": "softmax"}


def choose(activation):
    OPTIONS["activation"] = activation
    return activation
