"""Calls of library symbols: tables of layers, losses, activations and functions; methods of objects."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from ..apis import activations, contracts, foreign, frameworks, layers, library, losses, ops, readers
from ..apis import labels as label_table
from ..apis.labels import DataSetRow, FolderRow
from . import (
    ancestry,
    attributes,
    builtin_functions,
    calls,
    classes,
    exceptions,
    forgetting,
    imports,
    iteration,
    keras_functions,
    keras_layers,
    labels,
    models,
    named_outputs,
    patching,
    sequences,
    sinks,
    special_methods,
    stdlib_functions,
    tensors,
    training,
)
from .handlers import Handler
from .standing import Standing
from .values import (
    NONE,
    OPAQUE,
    ApiMethod,
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    FunctionalValue,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    LossValue,
    MetricValue,
    NamespaceValue,
    PartialValue,
    Place,
    SequentialValue,
    SetValue,
    SuperValue,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator


@functools.cache
def _special() -> dict[str, Handler]:
    return {**builtin_functions.HANDLERS, **stdlib_functions.HANDLERS, **keras_functions.HANDLERS}


def call_symbol(ev: Evaluator, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """The value of calling a library symbol."""
    name = symbol.name
    if patching.is_patched(ev, name):
        calls.leaves_sight(ev, given, place, "given to a class of a library that is changed")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("a class of a library that is changed")
    special_methods.asked(ev, name, given)
    if "out" in given.kwargs:
        forgetting.forget(ev, given.kwargs["out"], "written into")
    reader = readers.reader_row(name)
    if reader is not None:
        tensors.read_as(ev, name, reader, given, place)
    special = _special().get(name)
    if special is not None:
        return special(ev, given, place)
    unbound = _unbound_method(ev, name, given, place)
    if unbound is None and name.startswith("builtins.") and name.count(".") > 1:
        unbound = _method_of_type(ev, name, given, place)
    if unbound is not None:
        return unbound
    if name in losses.CLASSES:
        return sinks.loss_object(losses.CLASSES[name], symbol, given, place)
    if name in losses.FUNCTIONS and not _is_metric_class(name):
        return sinks.call_loss(ev, sinks.loss_function(losses.FUNCTIONS[name], symbol, place), given, place)
    if name.startswith("keras.metrics."):
        made = sinks.metric_named(
            name, place, "object" if name.rsplit(".", 1)[1][:1].isupper() else "function", given
        )
        if made is not None and made.form == "object":
            return made
        if made is not None:
            return sinks.call_metric(ev, made, given, place)
    activation = activations.BY_SYMBOL.get(name)
    if activation is not None:
        value = None
        for parameter in activation.names:
            value = given.get(parameter, 0)
            if value is not None:
                where = given.place(parameter, 0)
                axis = given.get("axis", 1) if activation.function == "softmax" else None
                if activation.space is None and "name" in given.kwargs:
                    sequences.read_all(ev, value, where or place, "escape", "given a name of its own")
                return tensors.activate(
                    ev,
                    activation,
                    value,
                    place=place,
                    maker=activation.maker,
                    symbol=name,
                    scores=where,
                    axis=axis,
                )
        return OPAQUE
    op = ops.OPS.get(name)
    if op is not None:
        return tensors.apply_op(ev, op, name, given, place)
    if name in label_table.DATA_SETS:
        return _data_set(ev, symbol, label_table.DATA_SETS[name], given, place)
    if name in label_table.FOLDERS:
        return _folder(ev, symbol, label_table.FOLDERS[name], given, place)
    if name.startswith("keras.layers."):
        return _layer(ev, symbol, given, place)
    if name.startswith("tf.layers."):
        layer = layers.V1_LAYERS.get(name.rsplit(".", 1)[1])
        if layer is not None:
            return _v1_layer(ev, layer, given, place)
    row_of_model = library.model_row(name)
    if row_of_model is not None:
        return models.library_model(ev, row_of_model, symbol, given, place)
    answered = named_outputs.written(symbol, given, place, ev.store.number)
    if answered is not None:
        return answered
    public = contracts.public_name(name)
    if public in layers.PASS_THROUGH_WRAPPERS:
        if not given.args or len(given.args) > 2 or {"clone_function", "call_function"} & set(given.kwargs):
            calls.leaves_sight(ev, given, place, "cloned by a function")
            ev.doubt(Standing.FORGOTTEN)
            return ev.unknown(name)
        return models.clone(ev, given.args[0])
    if name in losses.DISTRIBUTIONS:
        return sinks.distribution(ev, symbol, given, place)
    if name in losses.TASKS:
        return ApiObject(ev.store.number(), symbol, given, place)
    framework = frameworks.FRAMEWORKS.get(public or "")
    if framework is not None:
        model, loss = given.get(*framework.model), given.get(*framework.loss)
        if model is not None and loss is not None:
            training.fit_framework(ev, model, loss, place, given.place(*framework.loss))
        return Unknown(("foreign", ev.store.number()))
    return _foreign(ev, symbol, given, place)


_MODELS = frozenset({"keras.Model", "keras.Sequential", "keras.models.Model", "keras.models.Sequential"})


def _unbound_method(ev: Evaluator, name: str, given: Arguments, place: Place) -> Value | None:
    """``Base.method(self, ...)`` of a library's class that the class of ``self`` is derived from: as ``super()``."""
    receiver = given.args[0] if given.args else None
    base, _, method = name.rpartition(".")
    if isinstance(receiver, SequentialValue | FunctionalValue) and base in _MODELS:
        return call_method(ev, ApiMethod(receiver, method), given.rest(), place)
    if not isinstance(receiver, Instance):
        return None
    bases = (each for each in ancestry.linearize(receiver.cls) if isinstance(each, Symbol))
    if all(each.name != base for each in bases):
        return None
    return _super_method(ev, SuperValue(receiver.cls, receiver), method, given.rest(), place)


def _method_of_type(ev: Evaluator, name: str, given: Arguments, place: Place) -> Value:
    """``dict.update(options, ...)``: the method of what is given first; ``type.__setattr__(cls, ...)``."""
    method = name.rpartition(".")[2]
    receiver = ev.narrow(given.args[0]) if given.args else None
    rest = given.rest()
    if isinstance(receiver, Union):
        return sequences.spread(
            ev, (receiver,), lambda each: _method_of_type(ev, name, calls.shifted(each[0], rest), place)
        )
    if isinstance(receiver, ListValue | DictValue | SetValue | TupleValue | Const):
        return call_method(ev, ApiMethod(receiver, method), rest, place)
    if isinstance(receiver, Instance | ClassValue) and rest.args and isinstance(rest.args[0], Const):
        if method == "__setattr__" and len(rest.args) == 2:
            attributes.set_attribute(ev, receiver, str(rest.args[0].value), rest.args[1], plainly=True)
            return NONE
        if method == "__delattr__" and len(rest.args) == 1:
            attributes.delete_attribute(ev, receiver, str(rest.args[0].value), plainly=True)
            return NONE
    calls.leaves_sight(ev, given, place, f"passed to {method}")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown(name)


def _is_metric_class(name: str) -> bool:
    return name.startswith("keras.metrics.") and name.rsplit(".", 1)[1][:1].isupper()


def _data_set(ev: Evaluator, symbol: Symbol, row: DataSetRow, given: Arguments, place: Place) -> Value:
    """``mnist.load_data()``: two pairs of data and their labels."""
    loaded = _foreign(ev, symbol, given, place)
    if given.open or row.option in given.kwargs or (row.option and given.args):
        return loaded
    pairs = [sequences.item(ev, loaded, index) for index in range(2)]
    known = labels.of_data_set(row.classes, row.rank, place)
    return TupleValue(tuple(TupleValue((sequences.item(ev, each, 0), known)) for each in pairs))


def _folder(ev: Evaluator, symbol: Symbol, row: FolderRow, given: Arguments, place: Place) -> Value:
    """``image_dataset_from_directory(...)``: batches with labels of a known form."""
    made = _foreign(ev, symbol, given, place)
    asked = given.get(*row.argument) or (Const(row.default) if not given.open else None)
    found = labels.of_folder(asked, place)
    if (
        found is not None
        and isinstance(made, Unknown)
        and given.get("labels", 1) in (None, Const("inferred"))
    ):
        labels.note_batches(ev.store, made, found)
    return made


def _foreign(ev: Evaluator, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """A symbol that no table describes."""
    name = symbol.name
    last = name.rsplit(".", 1)[-1]
    python = exceptions.python_class(name) if name.startswith("builtins.") else None
    if python is not None:
        return ApiObject(ev.store.number(), symbol, given, place)
    if name in foreign.HARMLESS:
        return Unknown(("foreign", ev.store.number()))
    if name == "importlib.import_module" and not given.open:
        known = imports.by_its_name(ev, given.get("name", 0))
        if known is not None:
            return known
    if name in _IMPORTING:
        imports.forget_modules(ev)
    if name.startswith("unittest.mock.patch"):
        patching.by_mock(ev, given)
    for each in ev.handled[-1:]:
        builtin_functions.perhaps_called(ev, each)  # it may be told of
    if name.startswith("unittest."):
        for cls in list(ev.classes.values()):
            if any(base.startswith("unittest.") for base in ancestry.api_bases(cls)):
                classes.run_rules(ev, cls)
    kept: tuple[Value, ...] = ()
    calls.hand_over(ev, given, place, f"passed to {last}", [name])
    running: tuple[Value, ...] = ()
    handing_on = name.startswith(foreign.HANDING_ON)
    if foreign.changes_arguments(name):
        ev.doubt(Standing.FOREIGN)
        ev.forget_shared()
        kept = tuple(each for each, _ in given.placed() if not isinstance(each, Const | Tensor))
    else:
        if name.startswith(foreign.CALLING):
            forgetting.forget_arguments(ev, given, f"given to what {last} calls")
            ev.forget_shared()
            running = tuple(each for each, _ in given.placed() if builtin_functions.holds_functions(ev, each))
            kept = running
            if name.startswith("weakref."):
                for each, _ in given.placed():
                    ev.finalizers.note_callback(each)
        elif handing_on:
            kept = tuple(each for each, _ in given.placed() if not isinstance(each, Const | Tensor))
        if not name.startswith(("keras.", "tf.")):
            ev.doubt(Standing.FOREIGN)
    ours = name.startswith(("keras.", "tf."))
    if last[:1].isupper() and (ours or keras_layers.foreign_row(name, given) is not None):
        return ApiObject(ev.store.number(), symbol, given, place)
    # What is computed of the program's own values, the program decides.
    decided = foreign.computes(name) and not given.open
    decided = decided and not any(isinstance(ev.narrow(each), Unknown | Symbol) for each, _ in given.placed())
    result = Unknown(
        ("forgotten" if decided else "foreign", ev.store.number()),
        why=f"call of {name}",
        element=name.startswith(foreign.DATA_PACKAGES),
    )
    if kept:
        forgetting.comes_from(ev, result.key, kept)
    if running or (handing_on and kept):  # a thread, a timer: whatever is done with it may be what runs them
        ev.store.set(("unknown", result.key), "$kept", Const(True))
    return result


_IMPORTING = frozenset({"importlib.import_module", "builtins.__import__", "importlib.reload", "runpy.run_path",
                        "runpy.run_module", "pkgutil.iter_modules"})  # fmt: skip


def _layer(ev: Evaluator, symbol: Symbol, given: Arguments, place: Place) -> Value:
    last = symbol.name.rsplit(".", 1)[1]
    merged = layers.FUNCTIONAL_MERGES.get(last)
    if merged is not None:
        layer = ApiObject(ev.store.number(), Symbol(f"keras.layers.{merged}" if merged else "keras.layers.Merge"),
                          Arguments(), place)  # fmt: skip
        value = given.get("inputs", 0)
        return keras_layers.apply_layer(ev, layer, value if value is not None else OPAQUE, given, place)
    return ApiObject(ev.store.number(), symbol, given, place)


def _v1_layer(ev: Evaluator, name: str, given: Arguments, place: Place) -> Value:
    """``tf.layers.dense(x, units, activation=...)``."""
    value = given.get("inputs", 0)
    shifted = Arguments(
        given.args[1:], {k: v for k, v in given.kwargs.items() if k != "inputs"}, given.arg_places[1:],
        given.kwarg_places, given.open,
    )  # fmt: skip
    layer = ApiObject(ev.store.number(), Symbol(f"keras.layers.{name}"), shifted, place)
    return keras_layers.apply_layer(ev, layer, value if value is not None else OPAQUE, given, place)


# -- methods ---------------------------------------------------------------------------------------


def call_method(ev: Evaluator, bound: ApiMethod, given: Arguments, place: Place) -> Value:
    """The value of ``receiver.name(...)`` where the receiver is not an object of the project."""
    receiver, name = bound.receiver, bound.name
    if isinstance(receiver, Const):
        if isinstance(receiver.value, str | bytes):
            for value, where in zip(given.args, given.arg_places, strict=True):
                tensors.use_any(ev, value, where, "show", "formatted")
            return sequences.string_method(ev, receiver.value, name, given)
        if name == "__class__":
            return ev.unknown("a class")
        return ev.unknown(f"method {name}")
    if isinstance(receiver, ListValue | TupleValue):
        return sequences.list_method(ev, receiver, name, given)
    if isinstance(receiver, SetValue):
        return sequences.set_method(ev, receiver, name, given)
    if isinstance(receiver, DictValue):
        return sequences.dict_method(ev, receiver, name, given)
    if isinstance(receiver, NamespaceValue):
        return builtin_functions.namespace_method(ev, receiver, name, given)
    if isinstance(receiver, GeneratorValue | IteratorValue):
        if name == "__next__":
            return iteration.take_one(ev, receiver, None, place)
        if name == "__iter__":
            return receiver
        calls.leaves_sight(ev, given, place, f"passed to .{name}()")
        ev.forget(receiver, f"used by .{name}()")
        return ev.unknown(f"method {name}")
    if isinstance(receiver, Tensor):
        return tensors.method(ev, receiver, name, given, place)
    if isinstance(receiver, SuperValue):
        return _super_method(ev, receiver, name, given, place)
    if isinstance(receiver, LossValue):
        if name in ("call", "__call__"):
            return sinks.call_loss(ev, receiver, given, place)
        return Unknown(why=f"method {name} of a loss")
    if isinstance(receiver, MetricValue):
        if name in ("update_state", "__call__"):
            return sinks.call_metric(ev, receiver, given, place)
        return Unknown(why="metric value")
    if isinstance(receiver, FunctionValue) and name == "cache_clear" and receiver.cached:
        owner = ("cached", receiver.node, receiver.scope)
        for known, _ in ev.store.names(owner):
            ev.store.delete(owner, known)
        return NONE
    if isinstance(receiver, FunctionValue | BoundMethod | PartialValue) and name == "__call__":
        return calls.call(ev, receiver, given, place)
    if isinstance(receiver, Instance | ApiObject | SequentialValue | FunctionalValue):
        if (
            isinstance(receiver, Instance)
            and name == "call"
            and not isinstance(attributes.find_in_class(ev, receiver.cls, "call"), FunctionValue)
        ):
            return models.call_keras_instance(ev, receiver, given, place)
        return models.method(ev, receiver, name, given, place)
    if isinstance(receiver, ClassValue) and name == "__new__":
        return (
            classes.bare(ev, given.args[0], place)
            if given.args and isinstance(given.args[0], ClassValue)
            else ev.unknown(name)
        )
    if isinstance(receiver, ClassValue) and library.makes_itself(name) and models.is_model_class(receiver):
        # With a configuration that it reads somewhere.
        inner = Arguments((Unknown(("foreign", ev.store.number()), why="a configuration"),), {}, (None,))
        return classes.instantiate(ev, receiver, inner, place)
    calls.leaves_sight(ev, given, place, f"passed to .{name}()")
    ev.forget(receiver, f"used by .{name}()")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown(f"method {name}")


def _super_method(ev: Evaluator, bound: SuperValue, name: str, given: Arguments, place: Place) -> Value:
    """A method that no class of the project defines beyond the one that asks: the library's, or ``object``'s."""
    receiver = bound.receiver
    if isinstance(receiver, ClassValue) or name == "__new__":
        return _super_of_class(ev, receiver, name, given, place)
    if not isinstance(receiver, Instance):
        calls.leaves_sight(ev, given, place, f"passed to super().{name}()")
        return ev.unknown(f"super().{name}")
    own = [each for each in ancestry.linearize(receiver.cls) if not isinstance(each, ClassValue)]
    foreign_base = any(not isinstance(each, Symbol) or foreign.changes_arguments(each.name) for each in own)
    if name == "__init__":
        if foreign_base:
            calls.leaves_sight(ev, given, place, "passed to the __init__ of a base that is not known")
            ev.forget(receiver, "initialised by a base that is not known")
        models.initialise(ev, receiver, given, place)
        return NONE
    if name == "__setattr__" and len(given.args) == 2 and isinstance(given.args[0], Const):
        attributes.set_attribute(ev, receiver, str(given.args[0].value), given.args[1], plainly=True)
        return NONE
    if name == "__delattr__" and len(given.args) == 1 and isinstance(given.args[0], Const):
        attributes.delete_attribute(ev, receiver, str(given.args[0].value), plainly=True)
        return NONE
    if name == "__getattribute__" and given.args and isinstance(given.args[0], Const):
        return attributes.get(ev, receiver, str(given.args[0].value), place)
    if name in ("__init_subclass__", "__post_init__", "__enter__", "__exit__", "__set_name__"):
        return NONE
    if name in ("call", "__call__"):
        functional = ev.store.get(receiver.number, "$functional")
        if isinstance(functional, FunctionalValue):
            return functional.outputs
        if models.is_sequential(receiver):
            return models._run_layers(ev, receiver.number, given, place)
        base = models._loss_base(receiver)
        if base is not None:
            return base(ev, receiver, given, place)
        if name == "__call__":
            return models.call_keras_instance(ev, receiver, given, place)
        return Unknown(why="super().call")
    if name == "build":
        return NONE
    if foreign_base:
        calls.leaves_sight(ev, given, place, f"passed to super().{name}()")
        ev.forget(receiver, f"changed by super().{name}()")
    return models.method(ev, receiver, name, given, place)


def _super_of_class(ev: Evaluator, receiver: Value, name: str, given: Arguments, place: Place) -> Value:
    """``super().__new__(cls)``, ``super().__call__(...)`` of a metaclass, ``super().__init_subclass__()``."""
    if name == "__new__":
        cls = given.args[0] if given.args else receiver
        if isinstance(cls, ClassValue) and ancestry.metaclass(cls) is None and classes.is_closed(cls):
            return classes.bare(ev, cls, place)
        if isinstance(cls, ClassValue) and attributes.api_bases(cls):
            return classes.bare(ev, cls, place)
    elif name == "__call__" and isinstance(receiver, ClassValue):
        return classes.instantiate(ev, receiver, given, place, plainly=True)
    elif name in ("__init_subclass__", "__init__"):
        return NONE
    calls.leaves_sight(ev, given, place, f"passed to super().{name}()")
    return ev.unknown(f"super().{name}")
