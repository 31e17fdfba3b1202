from tensorflow import keras
import tensorflow as tf
from state import CONF

HEAD = CONF["head"]
