"""Keras and TensorFlow, as a client of the interpreter."""
