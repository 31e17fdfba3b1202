from tensorflow import keras
import tensorflow as tf
from state import CONF

CONF["head"] = None
