from tensorflow import keras
from astate import CONF

CONF["head"] = None
