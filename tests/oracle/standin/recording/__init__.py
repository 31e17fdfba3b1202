"""A stand-in for TensorFlow and Keras that computes no numbers: it records what meets what."""
