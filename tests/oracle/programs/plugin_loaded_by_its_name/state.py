CONF = {"head": "softmax"}
