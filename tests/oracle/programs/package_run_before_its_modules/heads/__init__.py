import settings

settings.OPTIONS["activation"] = None
