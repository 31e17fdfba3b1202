import settings

settings.ACTIVATION = None
