# feature: hidden | truth: right | runs: [[]]
import contextlib
import functools
import operator

import helper
from tensorflow import keras

# called before
CONFIG_CALLED_BEFORE = {"head": None}


def train_called_before():
    model = keras.Sequential([keras.layers.Dense(10, activation=CONFIG_CALLED_BEFORE["head"])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


helper.call(train_called_before)
CONFIG_CALLED_BEFORE["head"] = "softmax"

# name called before
HEAD_NAME_CALLED_BEFORE = None


def train_name_called_before():
    model = keras.Sequential([keras.layers.Dense(10, activation=HEAD_NAME_CALLED_BEFORE)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


helper.call(train_name_called_before)
HEAD_NAME_CALLED_BEFORE = "softmax"

# decorator
HEAD_DECORATOR = None


@helper.call
def train_decorator():
    model = keras.Sequential([keras.layers.Dense(10, activation=HEAD_DECORATOR)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


HEAD_DECORATOR = "softmax"

# manager
HEAD_MANAGER = None


@contextlib.contextmanager
def linear_manager():
    global HEAD_MANAGER
    HEAD_MANAGER = None
    yield
    HEAD_MANAGER = "softmax"


def train_manager():
    model = keras.Sequential([keras.layers.Dense(10, activation=HEAD_MANAGER)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


with linear_manager():
    helper.call(train_manager)

# registered
HEAD_REGISTERED = "softmax"
JOBS_REGISTERED = []


def job_registered(f):
    JOBS_REGISTERED.append(f)
    return f


@job_registered
def train_registered():
    model = keras.Sequential([keras.layers.Dense(10, activation=HEAD_REGISTERED)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


HEAD_REGISTERED = None
helper.call(JOBS_REGISTERED[0])
HEAD_REGISTERED = "softmax"

# table
HEAD_TABLE = None


def train_table():
    model = keras.Sequential([keras.layers.Dense(10, activation=HEAD_TABLE)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


JOBS_TABLE = {"train": train_table}
helper.call(JOBS_TABLE["train"])
HEAD_TABLE = "softmax"


# method
class TMethod:
    head = None

    def train(self):
        model = keras.Sequential([keras.layers.Dense(10, activation=self.head)])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


t = TMethod()
helper.call(t.train)
t.head = "softmax"


# class attr
class TClassAttr:
    head = None

    def train(self):
        model = keras.Sequential([keras.layers.Dense(10, activation=self.head)])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


helper.call(TClassAttr().train)
TClassAttr.head = "softmax"

# partial
HEAD_PARTIAL = None


def train_partial(n):
    model = keras.Sequential([keras.layers.Dense(10, activation=HEAD_PARTIAL)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


helper.call(functools.partial(train_partial, 1))
HEAD_PARTIAL = "softmax"

# lambda
HEAD_LAMBDA = None


def train_lambda(n):
    model = keras.Sequential([keras.layers.Dense(10, activation=HEAD_LAMBDA)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


helper.call(lambda: train_lambda(1))
HEAD_LAMBDA = "softmax"

# loop
HEAD_LOOP = "softmax"


def train_loop(n):
    model = keras.Sequential([keras.layers.Dense(10, activation=HEAD_LOOP)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


for HEAD_LOOP in (None, None, "softmax"):
    if HEAD_LOOP is None:
        helper.call(train_loop, 1)

# del
HEAD_DEL = None


def make_del():
    return keras.layers.Dense(10, activation=HEAD_DEL)


def train_del(n):
    model = keras.Sequential([make_del()])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


helper.call(train_del, 1)
HEAD_DEL = "softmax"


# redefined
def make_redefined():
    return keras.layers.Dense(10)


def train_redefined(n):
    model = keras.Sequential([make_redefined()])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


helper.call(train_redefined, 1)


def make_redefined():
    return keras.layers.Dense(10, activation="softmax")


# flag rebound
LOGITS_FLAG_REBOUND = False


def train_flag_rebound(n):
    model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=LOGITS_FLAG_REBOUND))
    model.fit(1, 2)


helper.call(train_flag_rebound, 1)
LOGITS_FLAG_REBOUND = True
