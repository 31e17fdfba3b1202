"""PyTorch as a domain: what its tensors, losses and modules do when Python does something to them.

What is known of a tensor and of a meeting is told in the words of ``keras``, so that the same rules judge it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from ..apis import torch as table
from ..keras.domain import Keras
from ..keras.run import promote
from ..keras.values import LossValue, Tensor
from ..python import calls, lineage, reads
from ..python.domain import Behaviour, Domain
from ..python.machine import Machine
from ..python.modules import Place
from ..python.uses import UseKind
from ..python.values import (
    NONE,
    ApiMethod,
    ApiObject,
    Arguments,
    Const,
    Instance,
    Symbol,
    Unknown,
    Value,
)
from . import losses, modules, operations
from .values import UNKNOWN_OUTPUT, TorchLoss, TorchTensor, of_torch

_AS_TENSOR = Keras.behaviours[Tensor]
_AS_LOSS = Keras.behaviours[LossValue]
_OPERATORS = {"Add": "add", "Subtract": "subtract", "Multiply": "multiply", "Divide": "divide"}


class _Tensors(Behaviour):
    """Tensors: as those of Keras, with their own methods."""

    def method(self, ev: Machine, value: Value, name: str, given: Arguments, place: Place) -> Value:
        assert isinstance(value, TorchTensor)
        if name == "backward":
            promote(ev, value)
            return NONE
        known = operations.method(ev, value, name, given, place)
        return known if known is not None else of_torch(_AS_TENSOR.method(ev, value, name, given, place))

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        if name in table.ATTRIBUTES_OF_TENSORS:
            known = ev.call_method(ApiMethod(value, "detach" if name == "data" else "t"), Arguments(), place)
            return known
        return _AS_TENSOR.attribute(ev, value, name, place)

    def set_attribute(self, ev: Machine, value: Value, name: str, new: Value) -> None:
        operations.note_changed(ev, value)
        _AS_TENSOR.set_attribute(ev, value, name, new)

    def item(
        self, ev: Machine, value: Value, index: Value, place: Place | None, picks_one: bool
    ) -> Value | None:
        return _known(_AS_TENSOR.item(ev, value, index, place, picks_one))

    def part(self, ev: Machine, value: Value, index: int) -> Value | None:
        return _known(_AS_TENSOR.part(ev, value, index))

    def element(self, ev: Machine, value: Value, place: Place | None) -> Value | None:
        return _known(_AS_TENSOR.element(ev, value, place))

    def change_item(self, ev: Machine, value: Value, new: Value, place: Place) -> bool:
        return _AS_TENSOR.change_item(ev, value, new, place)

    def operate(
        self, ev: Machine, name: str, left: Value, right: Value, places: Sequence[Place | None]
    ) -> Value | None:
        if not operations.keeps_scores(ev, _OPERATORS.get(name, "other"), left, right):
            reads.read_all(ev, left, places[0] or ev.here(), "value", name)
            reads.read_all(ev, right, places[1] or ev.here(), "value", name)
            return UNKNOWN_OUTPUT
        return _known(_AS_TENSOR.operate(ev, name, left, right, places))

    def unary(self, ev: Machine, name: str, value: Value, place: Place | None) -> Value | None:
        return _known(_AS_TENSOR.unary(ev, name, value, place))

    def compare(self, ev: Machine, left: Value, right: Value, places: Sequence[Place | None]) -> Value | None:
        return _known(_AS_TENSOR.compare(ev, left, right, places))

    def number(self, ev: Machine, value: Value, place: Place | None) -> Value | None:
        return _known(_AS_TENSOR.number(ev, value, place))

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
        _AS_TENSOR.read(ev, value, place, kind, why, others=others)

    def escape(self, ev: Machine, value: Value, place: Place, why: str, *, inside: bool) -> None:
        _AS_TENSOR.escape(ev, value, place, why, inside=inside)

    def alike(self, value: Value, others: Sequence[Value]) -> bool:
        return _AS_TENSOR.alike(value, others)


def _known(value: Value | None) -> Value | None:
    return None if value is None else of_torch(value)


class _Losses(Behaviour):
    """Losses: objects, and functions."""

    def is_true(self, value: Value) -> bool:
        return True

    def can_be_called(self, value: Value) -> bool | None:
        return True

    def type_of(self, value: Value) -> Symbol | None:
        return _AS_LOSS.type_of(value)

    def call(self, ev: Machine, value: Value, given: Arguments, place: Place) -> Value:
        assert isinstance(value, TorchLoss)
        return losses.meet(ev, value, given, place)

    def method(self, ev: Machine, value: Value, name: str, given: Arguments, place: Place) -> Value:
        if name in ("forward", "__call__"):
            return self.call(ev, value, given, place)
        return value if name in table.GIVES_ITSELF else Unknown(("foreign", ev.store.number()))

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        return ApiMethod(value, name)

    def set_attribute(self, ev: Machine, value: Value, name: str, new: Value) -> None:
        _AS_LOSS.set_attribute(ev, value, name, new)


class _Objects(Behaviour):
    """Modules of ``torch.nn``, optimizers, and whatever else its classes make."""

    def is_true(self, value: Value) -> bool:
        return not modules.is_list(value)

    def can_be_called(self, value: Value) -> bool | None:
        return True if modules.is_module(value) else None

    def call(self, ev: Machine, value: Value, given: Arguments, place: Place) -> Value:
        assert isinstance(value, ApiObject)
        if modules.is_module(value):
            return modules.call(ev, value, given, place)
        calls.hand_over(ev, given, place, "passed to an object of PyTorch", [value.symbol.name])
        return Unknown(("foreign", ev.store.number()))

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        assert isinstance(value, ApiObject)
        known = modules.attribute(ev, value, name) if modules.is_module(value) else None
        return known if known is not None else ApiMethod(value, name)

    def set_attribute(self, ev: Machine, value: Value, name: str, new: Value) -> None:
        assert isinstance(value, ApiObject)
        modules.set_child(ev, value, name, new)

    def item(
        self, ev: Machine, value: Value, index: Value, place: Place | None, picks_one: bool
    ) -> Value | None:
        return modules.item(ev, value, index) or ev.unknown("an item of an object of PyTorch")

    def change_item(self, ev: Machine, value: Value, new: Value, place: Place) -> bool:
        assert isinstance(value, ApiObject)
        modules.change(ev, value)
        ev.forget(new, "put among modules")
        return True

    def forget(self, ev: Machine, value: Value, why: str) -> Sequence[Value]:
        assert isinstance(value, ApiObject)
        inside = modules.inside(ev, value)
        modules.change(ev, value)
        return inside


_OBJECTS = _Objects()
_MAKING = ("torch.nn.", "torch.optim.", "torch.cuda.amp.", "torch.amp.")
_HARMLESS = ("pytorch_lightning.", "lightning.", "torchvision.", "torchaudio.", "torchtext.", "timm.", "torchmetrics.",
             "torch_geometric.", "accelerate.")  # fmt: skip
"""What leaves the program's own objects as they are, as PyTorch itself does."""


class Torch(Domain):
    """What Python asks of PyTorch, in the files of which ``is_asked_for`` says so."""

    behaviours: ClassVar[Mapping[type[Value], Behaviour]] = {TorchTensor: _Tensors(), TorchLoss: _Losses()}

    def __init__(self, is_asked_for: Callable[[Path], bool]) -> None:
        self._is_asked_for = is_asked_for

    def of_object(self, name: str) -> Behaviour | None:
        return _OBJECTS if table.is_torch(name) else None

    def call_symbol(self, ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value | None:
        name = symbol.name
        if not table.is_torch(name) or not self._is_asked_for(place.module.path):
            return None
        if name in table.LOSSES:
            return losses.loss_object(table.LOSSES[name], symbol, given, place)
        if name in table.LOSS_FUNCTIONS:
            loss = losses.loss_function(table.LOSS_FUNCTIONS[name], symbol, place)
            return losses.meet(ev, loss, given, place)
        if name in table.AROUND:
            return (
                given.args[0]
                if given.args and name in table.GIVING_BACK
                else ApiObject(ev.store.number(), symbol, given, place)
            )
        if table.is_module_class(name):
            return modules.make(ev, symbol, given, place)
        return operations.apply(ev, name, given, place)

    def makes_object(self, name: str, given: Arguments) -> bool:
        return name.startswith(_MAKING)

    def cannot_fail(self, name: str) -> bool:
        return table.is_torch(name)

    def changes_arguments(self, name: str) -> bool:
        return not (table.is_torch(name) or table.is_module_class(name) or name.startswith(_HARMLESS))

    def calls_back(self, base: str, method: str) -> bool:
        return not table.is_module_class(base)

    def method(self, ev: Machine, receiver: Value, name: str, given: Arguments, place: Place) -> Value | None:
        if modules.is_module(receiver):
            assert isinstance(receiver, ApiObject | Instance)
            return modules.method(ev, receiver, name, given, place)
        if isinstance(receiver, ApiObject) and table.is_torch(receiver.symbol.name):
            calls.hand_over(ev, given, place, f"passed to .{name}()", [receiver.symbol.name])
            # GradScaler.scale(loss) is trained as the loss.
            return (
                given.args[0] if name == "scale" and given.args else Unknown(("foreign", ev.store.number()))
            )
        return None

    def call_instance(self, ev: Machine, instance: Instance, given: Arguments, place: Place) -> Value | None:
        return modules.call_instance(ev, instance, given, place)

    def initialise(self, ev: Machine, instance: Instance, given: Arguments, place: Place) -> None:
        modules.fill(ev, instance, given)

    def decorated(self, ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
        return value if name in table.AROUND else None

    def owns(self, value: Value) -> bool:
        return modules.is_module(value)

    def inherited(self, ev: Machine, instance: Instance, name: str, place: Place) -> Value | None:
        return modules.attribute(ev, instance, name) if modules.is_module(instance) else None

    def forget_instance(self, ev: Machine, instance: Instance) -> None:
        if modules.is_module(instance):
            modules.change_list(ev, instance)

    def is_a(self, ev: Machine, value: Value, name: str) -> bool | None:
        if not table.is_torch(name):
            return None
        if isinstance(value, Instance):
            return True if name in lineage.api_bases(value.cls) else None
        if isinstance(value, ApiObject) and table.is_torch(value.symbol.name):
            return (
                True if name in (value.symbol.name, "torch.nn.Module") and modules.is_module(value) else None
            )
        return False if isinstance(value, Const) else None

    def imported(self, ev: Machine, dotted: str) -> Symbol | None:
        return self.named(dotted) if table.is_torch(dotted) else None

    def is_library(self, package: str) -> bool:
        return package == table.PACKAGE

    def named(self, dotted: str) -> Symbol | None:
        return Symbol(table.canonical(dotted)) if table.is_torch(dotted) else None

    def is_code(self, name: str) -> bool:
        return name.startswith(("torch.nn.", "torch.optim."))

    def inside(self, manager: str) -> Mapping[str, bool] | None:
        return {} if table.is_torch(manager) else None
