from tensorflow import keras
from . import linear
