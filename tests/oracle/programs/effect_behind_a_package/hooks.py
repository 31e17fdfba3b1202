from tensorflow import keras
import beff
