from tensorflow import keras
import tensorflow as tf
import state

HEAD = state.HEAD
