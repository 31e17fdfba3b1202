CONF = {"head": "softmax"}


def put(v):
    CONF["head"] = v


def register(f):
    put(None)
    return f
