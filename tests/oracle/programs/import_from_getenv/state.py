HEAD = None
CONF = {"head": None}


class Box:
    head = None


box = Box()


def set_head(v):
    global HEAD
    HEAD = v
