options = {"activation": "softmax"}


def clear():
    options["activation"] = None
