from tensorflow import keras
import tensorflow as tf
from . import linear
