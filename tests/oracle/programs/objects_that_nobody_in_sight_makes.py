# feature: hidden | truth: right | runs: [[]]
import contextlib
import functools
import operator

import helper
from tensorflow import keras


# alias pop
class TAliasPop:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        stack = self.stack
        stack.pop()

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_alias_pop(TAliasPop):
    t = TAliasPop()
    t.prepare()
    t.train()


helper.call(use_alias_pop, TAliasPop)


# enter
class TEnter:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        with self:
            pass

    def __enter__(self):
        self.stack.pop()

    def __exit__(self, *a):
        pass

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_enter(TEnter):
    t = TEnter()
    t.prepare()
    t.train()


helper.call(use_enter, TEnter)


# setattr
class TSetattr:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        self.load({"stack": [keras.layers.Dense(10)]})

    def load(self, values):
        for k, v in values.items():
            setattr(self, k, v)

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_setattr(TSetattr):
    t = TSetattr()
    t.prepare()
    t.train()


helper.call(use_setattr, TSetattr)


# dict update
class TDictUpdate:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        self.load({"stack": [keras.layers.Dense(10)]})

    def load(self, values):
        self.__dict__.update(values)

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_dict_update(TDictUpdate):
    t = TDictUpdate()
    t.prepare()
    t.train()


helper.call(use_dict_update, TDictUpdate)


# vars update
class TVarsUpdate:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        vars(self).update(stack=[keras.layers.Dense(10)])

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_vars_update(TVarsUpdate):
    t = TVarsUpdate()
    t.prepare()
    t.train()


helper.call(use_vars_update, TVarsUpdate)


# del slice
class TDelSlice:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        del self.stack[1:]

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_del_slice(TDelSlice):
    t = TDelSlice()
    t.prepare()
    t.train()


helper.call(use_del_slice, TDelSlice)


# helper fn
def cut_helper_fn(t):
    t.stack.pop()


class THelperFn:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        cut_helper_fn(self)

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_helper_fn(THelperFn):
    t = THelperFn()
    t.prepare()
    t.train()


helper.call(use_helper_fn, THelperFn)


# helper fn list
def cut_helper_fn_list(t):
    t.pop()


class THelperFnList:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        cut_helper_fn_list(self.stack)

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_helper_fn_list(THelperFnList):
    t = THelperFnList()
    t.prepare()
    t.train()


helper.call(use_helper_fn_list, THelperFnList)


# lambda
class TLambda:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        (lambda s: s.pop())(self.stack)

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_lambda(TLambda):
    t = TLambda()
    t.prepare()
    t.train()


helper.call(use_lambda, TLambda)


# map
class TMap:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        list(map(list.pop, [self.stack]))

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_map(TMap):
    t = TMap()
    t.prepare()
    t.train()


helper.call(use_map, TMap)


# for alias
class TForAlias:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        for s in [self.stack]:
            s.pop()

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_for_alias(TForAlias):
    t = TForAlias()
    t.prepare()
    t.train()


helper.call(use_for_alias, TForAlias)


# property
class TProperty:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    @property
    def ready(self):
        self.stack.pop()
        return True

    def prepare(self):
        return self.ready

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_property(TProperty):
    t = TProperty()
    t.prepare()
    t.train()


helper.call(use_property, TProperty)


# return alias
class TReturnAlias:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def layers(self):
        return self.stack

    def prepare(self):
        self.layers().pop()

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_return_alias(TReturnAlias):
    t = TReturnAlias()
    t.prepare()
    t.train()


helper.call(use_return_alias, TReturnAlias)


# walrus
class TWalrus:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        (s := self.stack).pop()

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_walrus(TWalrus):
    t = TWalrus()
    t.prepare()
    t.train()


helper.call(use_walrus, TWalrus)


# tuple
class TTuple:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        a, b = self.stack, 1
        a.pop()

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_tuple(TTuple):
    t = TTuple()
    t.prepare()
    t.train()


helper.call(use_tuple, TTuple)


# getattr
class TGetattr:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        getattr(self, "stack").pop()

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_getattr(TGetattr):
    t = TGetattr()
    t.prepare()
    t.train()


helper.call(use_getattr, TGetattr)


# operator
class TOperator:
    def __init__(self):
        self.stack = [keras.layers.Dense(10), keras.layers.Softmax()]
        self.values = {}

    def prepare(self):
        operator.delitem(self.stack, 1)

    def train(self):
        model = keras.Sequential(self.stack)
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(1, 2)


def use_operator(TOperator):
    t = TOperator()
    t.prepare()
    t.train()


helper.call(use_operator, TOperator)
