from . import defaults

HEADS = {"scores": defaults.activation, "probs": "softmax"}
