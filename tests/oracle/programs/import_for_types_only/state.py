CONF = {"head": None}
