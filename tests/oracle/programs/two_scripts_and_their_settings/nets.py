from tensorflow import keras
from state import CONF

HEAD = CONF["head"]
