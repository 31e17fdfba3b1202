from tensorflow import keras
import tensorflow as tf
import train
