HEAD = "softmax"
CONF = {"head": "softmax"}


class Box:
    head = "softmax"


box = Box()


def set_head(v):
    global HEAD
    HEAD = v
