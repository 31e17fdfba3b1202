from tensorflow import keras
import tensorflow as tf
from astate import CONF

CONF["head"] = None
