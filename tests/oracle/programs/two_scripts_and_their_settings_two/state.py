from tensorflow import keras
import tensorflow as tf

CONF = {"head": None}


class Conf:
    head = None


HEAD = None


def get():
    return HEAD
