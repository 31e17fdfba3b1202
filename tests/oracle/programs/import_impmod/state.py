CONF = {"head": "softmax"}


class Box:
    head = "softmax"


box = Box()
REG = {}
