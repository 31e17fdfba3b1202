from tensorflow import keras
import train
