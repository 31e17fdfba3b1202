HEAD = "softmax"
