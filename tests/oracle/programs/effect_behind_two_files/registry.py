from tensorflow import keras

HEADS = {"default": "softmax"}
ACT = "softmax"


class Conf:
    act = "softmax"
    acts = ["softmax"]
    opts = {"a": "softmax"}


def register(name):
    def deco(f):
        HEADS[name] = f()
        return f

    return deco


def set_head(v):
    HEADS["default"] = v


def set_act(v):
    global ACT
    ACT = v


def current():
    return HEADS["default"]
