from importlib import import_module

import_module("plug")
