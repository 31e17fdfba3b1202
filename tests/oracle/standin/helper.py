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


class Hiding:
    """Has class attributes and a property that hide those of classes that come after it."""

    @property
    def head(self):
        return self.spare

    def choose(self):
        return self.spare


class Initialising:
    """Its ``__init__`` sets what nobody asked for."""

    def __init__(self, *args, **kwargs):
        self.head = self.spare


class Announcing:
    """Classes over it are changed when they are made."""

    def __init_subclass__(cls, **kwargs):
        cls.head = cls.spare


class Setting:
    """Whatever is set is something else."""

    def __setattr__(self, name, value):
        object.__setattr__(self, name, self.spare)


class Getting:
    """Whatever is asked for is something else."""

    def __getattribute__(self, name):
        return object.__getattribute__(self, "spare")


class Missing:
    """What is not there, is something else."""

    def __getattr__(self, name):
        return self.spare


class Making:
    """Its ``__new__`` sets what nobody asked for."""

    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        made.head = cls.spare
        return made


class Meta(type):
    """Makes classes that have something else."""

    def __new__(mcs, name, bases, namespace):
        if "spare" in namespace:
            namespace["head"] = namespace["spare"]
        return super().__new__(mcs, name, bases, namespace)


class Lazy:
    """A descriptor."""

    def __get__(self, instance, owner):
        return owner.spare

    def __set__(self, instance, value):
        pass


class Testing:
    """Every check changes its object."""

    def assert_ready(self, *args):
        self.head = self.spare


def mark(cls):
    cls.head = cls.spare
    return cls


def register(function):
    function.__self__.head = function.__self__.spare
    return function


class Manager:
    """Changes what it was given when it is entered or left."""

    def __init__(self, config):
        self.config = config

    def __enter__(self):
        self.config.head = self.config.spare
        return self.config

    def __exit__(self, *error):
        return True


def change_environment(key, value):
    import os

    os.environ[key] = value
