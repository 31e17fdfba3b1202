CONF = {"head": "softmax"}


def put(v):
    CONF["head"] = v


class Field:
    def __set_name__(self, owner, name):
        CONF["head"] = None
