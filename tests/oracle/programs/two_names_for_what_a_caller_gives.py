# feature: hidden | truth: right | runs: [[]]
import contextlib
import functools
import operator

import helper
from tensorflow import keras


# two attrs
def train_two_attrs(a):
    a.first["head"] = "softmax"
    a.second["head"] = None
    model = keras.Sequential([keras.layers.Dense(10, activation=a.first["head"])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


class ATwoAttrs:
    pass


a = ATwoAttrs()
a.first = a.second = {}
helper.call(train_two_attrs, a)


# two params
def train_two_params(a, b):
    a["head"] = "softmax"
    b["head"] = None
    model = keras.Sequential([keras.layers.Dense(10, activation=a["head"])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


a = {}
helper.call(train_two_params, a, a)


# two param attrs
def train_two_param_attrs(a, b):
    a.head = "softmax"
    b.head = None
    model = keras.Sequential([keras.layers.Dense(10, activation=a.head)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


class ATwoParamAttrs:
    pass


a = ATwoParamAttrs()
helper.call(train_two_param_attrs, a, a)


# attr items
def train_attr_items(a):
    a.first.head = "softmax"
    a.second.head = None
    model = keras.Sequential([keras.layers.Dense(10, activation=a.first.head)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


class AAttrItems:
    pass


a = AAttrItems()
a.first = a.second = AAttrItems()
helper.call(train_attr_items, a)


# list elements
def train_list_elements(a):
    a[0].head = "softmax"
    a[1].head = None
    model = keras.Sequential([keras.layers.Dense(10, activation=a[0].head)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


class AListElements:
    pass


x = AListElements()
helper.call(train_list_elements, [x, x])


# self attr
class TSelfAttr:
    def __init__(self, a, b):
        self.a = a
        self.b = b

    def train(self):
        self.a["head"] = "softmax"
        self.b["head"] = None
        model = keras.Sequential([keras.layers.Dense(10, activation=self.a["head"])])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


d = {}
helper.call(TSelfAttr(d, d).train)


# self attr out
class TSelfAttrOut:
    def train(self):
        self.a["head"] = "softmax"
        self.b["head"] = None
        model = keras.Sequential([keras.layers.Dense(10, activation=self.a["head"])])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


d = {}


def use_self_attr_out(TSelfAttrOut):
    t = TSelfAttrOut()
    t.a = t.b = d
    t.train()


helper.call(use_self_attr_out, TSelfAttrOut)

# param and global
GParamAndGlobal = {"head": "softmax"}


def train_param_and_global(a):
    a["head"] = None
    model = keras.Sequential([keras.layers.Dense(10, activation=GParamAndGlobal["head"])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


helper.call(train_param_and_global, GParamAndGlobal)

# param attr and global
GParamAttrAndGlobal = {"head": "softmax"}


class AParamAttrAndGlobal:
    pass


def train_param_attr_and_global(a):
    a.g["head"] = None
    model = keras.Sequential([keras.layers.Dense(10, activation=GParamAttrAndGlobal["head"])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


a = AParamAttrAndGlobal()
a.g = GParamAttrAndGlobal
helper.call(train_param_attr_and_global, a)


# update
def train_update(a, b):
    a["head"] = "softmax"
    b.update(head=None)
    model = keras.Sequential([keras.layers.Dense(10, activation=a["head"])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


d = {}
helper.call(train_update, d, d)


# setattr
def train_setattr(a, b):
    a.head = "softmax"
    setattr(b, "head", None)
    model = keras.Sequential([keras.layers.Dense(10, activation=a.head)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


class ASetattr:
    pass


d = ASetattr()
helper.call(train_setattr, d, d)


# pop layers
def train_pop_layers(a, b):
    a.append("softmax")
    b.pop()
    b.append(None)
    model = keras.Sequential([keras.layers.Dense(10, activation=a[-1])])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


d = []
helper.call(train_pop_layers, d, d)


# layer params
def train_layer_params(a, b):
    a.activation = keras.activations.softmax
    b.activation = keras.activations.linear
    model = keras.Sequential([a])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)


d = keras.layers.Dense(10)
helper.call(train_layer_params, d, d)
