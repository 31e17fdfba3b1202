"""Abstract evaluation of Python programs that build and train Keras models."""
