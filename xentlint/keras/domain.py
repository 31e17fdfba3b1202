"""Keras as a domain: what its tensors, losses, metrics, models and layers do when Python does something to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from ..apis import contracts, frameworks, readers
from ..apis.exports import exported
from ..apis.labels import SAME_BATCHES
from ..apis.layers import CALLED_WITHOUT_EFFECT, SET_WITHOUT_EFFECT
from ..apis.library import ANY_APPLICATION, makes_itself
from ..apis.names import LIBRARIES, canonical
from ..apis.spaces import Space
from ..python import ancestry, reads
from ..python.context import Context as BaseContext
from ..python.domain import Behaviour, Domain
from ..python.handlers import Handler
from ..python.machine import Machine
from ..python.modules import Place
from ..python.uses import UseKind
from ..python.values import (
    ApiMethod,
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    ForeignHandle,
    FunctionValue,
    Instance,
    Items,
    PropertyValue,
    Symbol,
    TupleValue,
    Unknown,
    Value,
    derive,
    without_version,
)
from . import (
    calls,
    changes,
    families,
    functions,
    kinds,
    labels,
    layer_calls,
    model_methods,
    models,
    named_outputs,
    patching,
    sinks,
    tensor_steps,
    tensors,
)
from .facts import Context
from .run import context_of, facts_of
from .values import FunctionalValue, LossValue, MetricValue, SequentialValue, Step, Tensor

_TAPES = {"tf.GradientTape": True, "tf.GradientTape.stop_recording": False}
_OURS = ("keras.", "tf.")
_LEAVING_ALONE = ("keras.utils.", "keras.saving.", "keras.mixed_precision", "tf.Module", "tf.autograph",
                  "tf.custom_gradient", "tf.recompute_grad", "tf.keras", "tf.__internal__", "tf.compat")  # fmt: skip
"""Decorators that leave a function or class as it is."""
_OPERATORS = {"Add": "add", "Subtract": "subtract", "Multiply": "multiply", "Divide": "divide", "MatrixMultiply": "matmul",
           "Power": "power"}  # fmt: skip
_INSIDE_A_LOSS = frozenset(
    {"__init__", "__dict__", "__class__", "_fn_kwargs", "fn_kwargs", "fn", "call", "__call__"}
)
"""What a loss computes with; whatever else is stored in one, as ``from_logits``, it does not ask for again."""
_CHANGING_A_LOSS = _INSIDE_A_LOSS - {"call", "__call__", "fn"}
"""Whoever has one of these may change what the loss computes."""


class _Tensors(Behaviour):
    """Tensors and arrays."""

    def method(self, ev: Machine, value: Value, name: str, given: Arguments, place: Place) -> Value:
        return tensors.method(ev, _tensor(value), name, given, place)

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        return tensors.attribute(ev, _tensor(value), name, place)

    def item(
        self, ev: Machine, value: Value, index: Value, place: Place | None, picks_one: bool
    ) -> Value | None:
        return tensors.index(ev, _tensor(value), index, place, picks_one)

    def part(self, ev: Machine, value: Value, index: int) -> Value | None:
        return tensor_steps.element(ev, _tensor(value), None)

    def element(self, ev: Machine, value: Value, place: Place | None) -> Value | None:
        return tensor_steps.element(ev, _tensor(value), place)

    def change_item(self, ev: Machine, value: Value, new: Value, place: Place) -> bool:
        labels.forget(ev.store, _tensor(value))
        reads.read_all(ev, new, place, "value", "put into an array")
        reads.read_all(ev, value, ev.here(), "escape", "changed in place")
        return True

    def change(self, ev: Machine, value: Value) -> None:
        labels.forget(ev.store, _tensor(value))

    def operate(
        self, ev: Machine, name: str, left: Value, right: Value, places: Sequence[Place | None]
    ) -> Value | None:
        return tensors.binary(ev, _OPERATORS.get(name, "other"), left, right, *places)

    def unary(self, ev: Machine, name: str, value: Value, place: Place | None) -> Value | None:
        if name == "Plus":
            return value
        return (
            tensors.negate(ev, _tensor(value), place)
            if name == "Minus"
            else tensor_steps.opaque(_tensor(value))
        )

    def compare(self, ev: Machine, left: Value, right: Value, places: Sequence[Place | None]) -> Value | None:
        return tensors.compare(ev, left, right, *places)

    def number(self, ev: Machine, value: Value, place: Place | None) -> Value | None:
        return tensor_steps.keep(ev, _tensor(value), "numpy", place)

    def read(
        self,
        ev: Machine,
        value: Value,
        place: Place,
        kind: UseKind,
        why: str,
        *,
        others: Sequence[Value] = (),
    ) -> None:
        tensor = _tensor(value)
        mixed = any(not isinstance(one, Tensor) or one.origin != tensor.origin for one in others)
        tensor_steps.use(ev, tensor, place, kind, why, mixed=mixed)

    def escape(self, ev: Machine, value: Value, place: Place, why: str, *, inside: bool) -> None:
        tensor_steps.use(ev, _tensor(value), place, "escape" if inside else "value", why)

    def forget(self, ev: Machine, value: Value, why: str) -> Sequence[Value]:
        labels.forget(ev.store, _tensor(value))
        return ()

    def alike(self, value: Value, others: Sequence[Value]) -> bool:
        first = _tensor(value)
        return all(
            isinstance(each, Tensor) and (each.space, each.origin) == (first.space, first.origin)
            for each in others
        )


def _tensor(value: Value) -> Tensor:
    assert isinstance(value, Tensor)
    return value


class _Losses(Behaviour):
    """Losses: objects, functions, and strings that name one."""

    def is_true(self, value: Value) -> bool:
        return True

    def can_be_called(self, value: Value) -> bool | None:
        return _loss(value).form != "string"

    def type_of(self, value: Value) -> Symbol | None:
        return Symbol(_loss(value).symbol) if _loss(value).form == "object" else None

    def call(self, ev: Machine, value: Value, given: Arguments, place: Place) -> Value:
        return sinks.call_loss(ev, _loss(value), given, place)

    def method(self, ev: Machine, value: Value, name: str, given: Arguments, place: Place) -> Value:
        if name in ("call", "__call__"):
            return sinks.call_loss(ev, _loss(value), given, place)
        return Unknown(why=f"method {name} of a loss")

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        loss = _loss(value)
        stored = ev.store.get(patching.loss_owner(loss), name)
        if stored is not None:
            return ev.narrow(stored)
        if name in _CHANGING_A_LOSS:
            patching.note_changed_loss(ev, loss)
        if name not in ("name", "reduction", "call", "__call__"):
            facts_of(ev).asked.setdefault(loss.written, place)
        if name == "from_logits":
            return loss.from_logits
        if loss.arguments is not None and name in loss.arguments.kwargs and name != "name":
            return loss.arguments.kwargs[name]
        return ApiMethod(loss, name)

    def set_attribute(self, ev: Machine, value: Value, name: str, new: Value) -> None:
        if name in _INSIDE_A_LOSS:
            patching.note_changed_loss(ev, _loss(value))
        ev.store.set(patching.loss_owner(_loss(value)), name, new)
        ev.forget(new, "stored in a loss")

    def read(
        self,
        ev: Machine,
        value: Value,
        place: Place,
        kind: UseKind,
        why: str,
        *,
        others: Sequence[Value] = (),
    ) -> None:
        if kind == "show":
            facts_of(ev).asked.setdefault(_loss(value).written, place)

    def forget(self, ev: Machine, value: Value, why: str) -> Sequence[Value]:
        if ev.frames:
            facts_of(ev).handed.setdefault(_loss(value).written, ev.here())
        return ()


def _loss(value: Value) -> LossValue:
    assert isinstance(value, LossValue)
    return value


class _Metrics(Behaviour):
    """Metrics: objects, functions, and strings that name one."""

    def is_true(self, value: Value) -> bool:
        return True

    def call(self, ev: Machine, value: Value, given: Arguments, place: Place) -> Value:
        return sinks.call_metric(ev, _metric(value), given, place)

    def method(self, ev: Machine, value: Value, name: str, given: Arguments, place: Place) -> Value:
        if name in ("update_state", "__call__"):
            return sinks.call_metric(ev, _metric(value), given, place)
        return Unknown(why="metric value")

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        return ApiMethod(value, name)


def _metric(value: Value) -> MetricValue:
    assert isinstance(value, MetricValue)
    return value


class _Objects(Behaviour):
    """Objects of a library's classes: layers, optimizers, tapes, answers of models."""

    def is_true(self, value: Value) -> bool:
        return isinstance(value, ApiObject) and value.symbol.name.startswith(("keras.", "tf.GradientTape"))

    def can_be_called(self, value: Value) -> bool | None:
        return True if kinds.is_layer(value) or kinds.is_model(value) else None

    def call(self, ev: Machine, value: Value, given: Arguments, place: Place) -> Value:
        return layer_calls.call_object(ev, _object(value), given, place)

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        return models.attribute(ev, value, name, place)

    def set_attribute(self, ev: Machine, value: Value, name: str, new: Value) -> None:
        made = _object(value)
        models.note_change(ev, made, name)
        ev.store.set(made.number, name, new)
        if name not in SET_WITHOUT_EFFECT:
            changes.mark_changed(ev, made)

    def item(
        self, ev: Machine, value: Value, index: Value, place: Place | None, picks_one: bool
    ) -> Value | None:
        return named_outputs.item(value, index) if named_outputs.is_answer(value) else None

    def part(self, ev: Machine, value: Value, index: int) -> Value | None:
        return named_outputs.item(value, Const(index)) if named_outputs.is_answer(value) else None

    def escape(self, ev: Machine, value: Value, place: Place, why: str, *, inside: bool) -> None:
        models.note_escape(ev, value, place, why)

    def forget(self, ev: Machine, value: Value, why: str) -> Sequence[Value]:
        made = _object(value)
        if changes.has_activation(made):
            ev.store.lose(made.number, "activation", ev.unknown(why))
        changes.mark_changed(ev, made)
        return ()


def _object(value: Value) -> ApiObject:
    assert isinstance(value, ApiObject)
    return value


class _Models(Behaviour):
    """``Sequential(...)``, ``Model(inputs, outputs)``."""

    def is_true(self, value: Value) -> bool:
        return True

    def can_be_called(self, value: Value) -> bool | None:
        return True

    def type_of(self, value: Value) -> Symbol | None:
        return Symbol("keras.Sequential") if isinstance(value, SequentialValue) else None

    def call(self, ev: Machine, value: Value, given: Arguments, place: Place) -> Value:
        assert isinstance(value, SequentialValue | FunctionalValue)
        return models.call_model(ev, value, given, place)

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        return models.attribute(ev, value, name, place)

    def set_attribute(self, ev: Machine, value: Value, name: str, new: Value) -> None:
        models.note_change(ev, value, name)
        if isinstance(value, ForeignHandle):
            ev.store.set(value.number, name, new)

    def copied(self, ev: Machine, value: Value) -> Value:
        return models.clone(ev, value)

    def escape(self, ev: Machine, value: Value, place: Place, why: str, *, inside: bool) -> None:
        models.note_escape(ev, value, place, why)

    def forget(self, ev: Machine, value: Value, why: str) -> Sequence[Value]:
        if isinstance(value, SequentialValue):
            ev.store.lose(value.number, "layers", Items((), exact=False))
        elif isinstance(value, FunctionalValue):
            ev.store.lose(value.number, "$changed", Const(True))
        return ()


_MODELS = _Models()
_OBJECTS = _Objects()
_MODEL_CLASSES = frozenset(
    {"keras.Model", "keras.Sequential", "keras.models.Model", "keras.models.Sequential"}
)


class Keras(Domain):
    """What Python asks of Keras and TensorFlow."""

    behaviours: ClassVar[Mapping[type[Value], Behaviour]] = {
        Tensor: _Tensors(),
        LossValue: _Losses(),
        MetricValue: _Metrics(),
        SequentialValue: _MODELS,
        FunctionalValue: _MODELS,
    }

    def of_object(self, name: str) -> Behaviour | None:
        return _OBJECTS

    def context(self) -> Context:
        return Context()

    def note_call(self, ev: Machine, name: str, given: Arguments, place: Place) -> None:
        for reader in readers.reader_rows(name):
            tensor_steps.read_as(ev, name, reader, given, place)

    def handler(self, name: str) -> Handler | None:
        return functions.HANDLERS.get(name)

    def call_symbol(self, ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value | None:
        return calls.call_symbol(ev, symbol, given, place)

    def makes_object(self, name: str, given: Arguments) -> bool:
        if frameworks.is_tuner(name):
            return not given.open
        return name.startswith(_OURS) or layer_calls.foreign_row(name, given) is not None

    def cannot_fail(self, name: str) -> bool:
        return name.startswith(_OURS)

    def method(self, ev: Machine, receiver: Value, name: str, given: Arguments, place: Place) -> Value | None:
        if (
            isinstance(receiver, Instance)
            and name == "call"
            and not ancestry.has_unseen_base(ev, receiver.cls)
        ):
            own = ancestry.find_in_class(ev, receiver.cls, "call")
            if not isinstance(own, FunctionValue):
                return models.call_keras_instance(ev, receiver, given, place)
        return model_methods.method(ev, receiver, name, given, place)

    def has_methods_of(self, receiver: ForeignHandle, base: str) -> bool:
        return base in _MODEL_CLASSES

    def above(
        self, ev: Machine, receiver: Instance, name: str, given: Arguments, place: Place
    ) -> Value | None:
        if name not in ("call", "__call__"):
            return None
        found = models.call_above(ev, receiver, given, place, special=name == "__call__")
        return (
            Unknown(why=f"super().{name}")
            if found is None and not ancestry.has_unseen_base(ev, receiver.cls)
            else found
        )

    def made_by(self, ev: Machine, cls: ClassValue, name: str, place: Place) -> Value | None:
        if not (makes_itself(name) and kinds.is_model_class(cls)):
            return None
        # With a configuration that it reads somewhere.
        inner = Arguments((Unknown(("foreign", ev.store.number()), why="a configuration"),), {}, (None,))
        return ev.instantiate(cls, inner, place)

    def call_instance(self, ev: Machine, instance: Instance, given: Arguments, place: Place) -> Value | None:
        return models.call_keras_instance(ev, instance, given, place)

    def initialise(self, ev: Machine, instance: Instance, given: Arguments, place: Place) -> None:
        models.initialise(ev, instance, given, place)

    def left(self, ev: Machine, instance: Instance, result: Value, place: Place) -> Value:
        return models.leave(ev, instance, result, place) if kinds.is_model(instance) else result

    def described(self, function: FunctionValue) -> Symbol | None:
        if not contracts.may_be_described(function.name):
            return None
        public = contracts.public_name(f"{function.module.dotted}.{function.name}")
        return Symbol(public) if public is not None else None

    def harmless(self, ev: Machine, key: Any) -> Value | None:
        if not (isinstance(key, tuple) and len(key) == 3 and key[0] == "attr"):
            return None
        if key[2] in CALLED_WITHOUT_EFFECT and models.is_some_layer(ev, key[1]):
            return ev.unknown("call of a method of a layer")
        # A batch that Keras draws is a dictionary of tensors.
        if key[2] in _OF_DICTIONARIES and _is_of_batch(key[1]):
            return Unknown(derive("call", key), element=True)
        return None

    def around_unknown(self, ev: Machine, function: Unknown, run: Callable[[], Value]) -> Value:
        batches = _batches(function)
        found = labels.of_batches(ev.store, batches) if batches is not None else None
        result = run()
        if found is not None and batches is not None and isinstance(result, Unknown):
            labels.note_batches(ev.store, batches, found)
            labels.note_batches(ev.store, result, found)
        return result

    def around(self, ev: Machine, function: FunctionValue) -> BaseContext:
        return replace(context_of(ev), graph=True) if function.graph else ev.context

    def returned(self, ev: Machine, function: FunctionValue, value: Value) -> Value:
        context = context_of(ev)
        boundary = function.graph and not context.graph and not context.compiled
        return _without_logits(value) if boundary and context.tape else value

    def note_result(self, ev: Machine, value: Value, place: Place) -> None:
        tensor_steps.note_output(ev, value, place)

    def decorated(self, ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
        if name == "tf.function":
            return replace(value, graph=True) if isinstance(value, FunctionValue) else value
        if name == "keras.utils.cached_property" and not isinstance(value, ClassValue):
            return PropertyValue(value, cached=True)
        return value if name.startswith(_LEAVING_ALONE) else None

    def owns(self, value: Value) -> bool:
        return kinds.is_model(value) or kinds.is_layer(value)

    def is_a(self, ev: Machine, value: Value, name: str) -> bool | None:
        return families.is_a(value, name)

    def inherited(self, ev: Machine, instance: Instance, name: str, place: Place) -> Value | None:
        return models.attribute(ev, instance, name, place)

    def makes_anew(self, instance: Instance, name: str) -> bool:
        return name == "layers" and kinds.is_sequential(instance)

    def field(self, value: TupleValue, name: str) -> Value | None:
        if name in ("values", "indices") and len(value.items) == 2:  # tf.math.top_k
            return value.items[name == "indices"]
        return None

    def sets_nothing(self, ev: Machine, key: Any, name: str) -> bool:
        return name in SET_WITHOUT_EFFECT and models.is_some_layer(ev, key)

    def escape(self, ev: Machine, instance: Instance, place: Place, why: str) -> None:
        if self.owns(instance):
            models.note_escape(ev, instance, place, why)

    def forget_instance(self, ev: Machine, instance: Instance) -> None:
        if ev.store.get(instance.number, "$functional") is not None:
            ev.store.lose(instance.number, "$changed", Const(True))

    def multiplied(self, ev: Machine, left: Value, right: Value, place: Place | None) -> Value | None:
        return tensors.matmul(ev, left, right, place)

    def begun(self, ev: Machine, items: tuple[Value, ...], place: Place) -> Value | None:
        return named_outputs.begun(ev, items, place)

    def summed(self, elements: Sequence[Value]) -> Value | None:
        found = [each for each in elements if isinstance(each, Tensor)]
        if not found:
            return None
        pending = tuple(each for tensor in found for each in tensor.pending)
        return Tensor(Space.UNKNOWN, trained=any(tensor.trained for tensor in found), pending=pending)

    def imported(self, ev: Machine, dotted: str) -> Symbol | None:
        if not self.is_library(dotted.split(".", 1)[0]):
            return None
        found = self.named(dotted)
        roots = facts_of(ev).roots.setdefault(ev.frame.module.path, set())
        roots.add(found.root if found.name.startswith("keras") else "tf")
        return found

    def is_library(self, package: str) -> bool:
        return package in LIBRARIES

    def named(self, dotted: str) -> Symbol:
        return Symbol(*canonical(dotted))

    def exports(self, module: str) -> Sequence[str]:
        return exported(module)

    def any_member(self, symbol: Symbol) -> Symbol | None:
        # Whichever it is, it is a classifier that ends as all of them do.
        return Symbol(ANY_APPLICATION, symbol.root) if symbol.name == "keras.applications" else None

    def note_set(self, ev: Machine, symbol: Symbol) -> None:
        patching.note_set(ev, symbol)

    def is_changed(self, ev: Machine, name: str) -> bool:
        return patching.is_patched(ev, name)

    def is_code(self, name: str) -> bool:
        return _is_code(name)

    def calls_back(self, base: str, method: str) -> bool:
        return not base.startswith(_OURS)

    def inside(self, manager: str) -> Mapping[str, bool] | None:
        if manager in _TAPES:
            return {"tape": _TAPES[manager]}
        return {} if manager.startswith(_OURS) else None

    def note_environment(self, ev: Machine, name: str, value: str) -> None:
        if name == "KERAS_BACKEND":
            facts_of(ev).backends.setdefault(ev.frame.module.path, set()).add(value)


def _without_logits(value: Value) -> Value:
    """What a ``tf.function`` returns to eager code has lost the logits cached on it."""
    if isinstance(value, Tensor) and value.origin is not None:
        return replace(value, steps=(*value.steps, Step("boundary")))
    if isinstance(value, TupleValue):
        return TupleValue(tuple(_without_logits(each) for each in value.items))
    return value


def _batches(function: Unknown) -> Unknown | None:
    """What a method of a data set that keeps its elements belongs to."""
    key = function.key
    if isinstance(key, tuple) and len(key) == 3 and key[0] == "attr" and key[2] in SAME_BATCHES:
        return Unknown(without_version(key[1]))
    return None


_OF_DICTIONARIES = frozenset({"pop", "get", "items", "keys", "values", "copy", "setdefault"})


def _is_of_batch(owner: object) -> bool:
    while isinstance(owner, tuple) and owner and owner[0] in ("item", "element", "version"):
        owner = owner[1]
    return isinstance(owner, tuple) and owner[:1] == ("batch",)


def _is_code(name: str) -> bool:
    """Whether a name of Keras, TensorFlow or Python is a function, class or module, not a variable."""
    if not name.startswith((*_OURS, "builtins.")) and name not in ("keras", "tf"):
        return False
    last = name.rsplit(".", 1)[-1]
    return not ("flags" in name or last.isupper() or last.startswith("__"))
