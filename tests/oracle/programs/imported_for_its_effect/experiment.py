import config

config.head["activation"] = None
