from . import OPTIONS

OPTIONS["activation"] = None
