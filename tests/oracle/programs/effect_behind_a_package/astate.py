from tensorflow import keras
import tensorflow as tf

CONF = {"head": "softmax"}
