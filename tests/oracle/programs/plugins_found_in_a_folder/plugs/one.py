from state import CONF

CONF["head"] = None
