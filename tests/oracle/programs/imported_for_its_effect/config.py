head = {"activation": "softmax"}
