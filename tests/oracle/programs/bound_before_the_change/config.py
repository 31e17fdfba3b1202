ACTIVATION = "softmax"
