class Base:
    kinds = {"head": "softmax"}


def register(klass):
    klass.kinds["head"] = klass.value
    return klass
