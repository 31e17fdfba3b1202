import config

act = config.HEAD
