CONF = {"head": "softmax"}


def go(*a):
    CONF["head"] = None
