from state import CONF

CONF["head"] = "softmax"
