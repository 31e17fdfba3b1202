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


class Base:
    """Whatever is called on its objects changes them."""

    def update(self, *args):
        self.head = self.spare

    build = call = setup = run = __post_init__ = __enter__ = update

    def __exit__(self, *error):
        self.head = self.spare


def make_base():
    return Base


def update(self):
    self.head = self.spare
