OPTIONS = {"activation": "softmax"}
