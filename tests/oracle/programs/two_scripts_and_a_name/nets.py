from tensorflow import keras
import state

HEAD = state.HEAD
