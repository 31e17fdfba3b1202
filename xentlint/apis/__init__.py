"""What the symbols of TensorFlow and Keras mean: tables, one row a symbol."""
