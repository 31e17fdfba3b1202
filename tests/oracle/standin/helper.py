"""A module that no analysis can see: installed somewhere, and it changes what it is given."""


def configure(config):
    config.activation = None


def strip(layers):
    layers.pop()


def restore(config):
    config.activation = "softmax"


def same(value):
    return value


def swap(table, key, value):
    table[key] = value


def call(function, *args):
    return function(*args)
