activation = None
