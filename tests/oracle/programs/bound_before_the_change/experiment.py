import config

config.ACTIVATION = None
