from state import CONF

HEAD = CONF["head"]
