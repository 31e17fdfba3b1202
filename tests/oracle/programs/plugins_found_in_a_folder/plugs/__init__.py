from importlib import import_module
from os import listdir
from os.path import dirname

for f in listdir(dirname(__file__)):
    if f.endswith(".py") and f != "__init__.py":
        import_module("plugs." + f[:-3])
