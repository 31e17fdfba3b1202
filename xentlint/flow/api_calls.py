"""Calls of library symbols: builtins, tables of layers, losses, activations and functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..apis import activations, frameworks, layers, library, losses, ops
from ..apis.spaces import Space
from . import attributes, calls, keras_layers, models, operators, sequences, sinks, tensors, training
from .guards import alternatives, either
from .truth import truth
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
    Entries,
    FunctionalValue,
    FunctionValue,
    Instance,
    ListValue,
    LossValue,
    MetricValue,
    PartialValue,
    Place,
    SequentialValue,
    SuperValue,
    Symbol,
    Tensor,
    TupleValue,
    Unknown,
    Value,
    derive,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator

Handler = Callable[["Evaluator", Arguments, Place], Value]


def call_symbol(ev: Evaluator, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """The value of calling a library symbol."""
    name = symbol.name
    special = _SPECIAL.get(name)
    if special is not None:
        return special(ev, given, place)
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
        for parameter in (activation.first, "x", "logits", "features", "input", "inputs", "tensor"):
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
    if name.startswith("keras.layers."):
        return _layer(ev, symbol, given, place)
    if name.startswith("tf.layers."):
        row = layers.V1_LAYERS.get(name.rsplit(".", 1)[1])
        if row is not None:
            return _v1_layer(ev, symbol, given, place)
    if name in library.LIBRARY_MODELS:
        return models.library_model(ev, library.LIBRARY_MODELS[name], symbol, given, place)
    if name in layers.PASS_THROUGH_WRAPPERS or _prefixed(name, layers.PASS_THROUGH_WRAPPERS):
        if not given.args or "clone_function" in given.kwargs:
            return Unknown(why=name)
        return models.clone(ev, given.args[0])
    if name in losses.DISTRIBUTIONS:
        return sinks.distribution(ev, symbol, given, place)
    framework = frameworks.FRAMEWORKS.get(name)
    if framework is not None:
        model, loss = given.get(*framework.model), given.get(*framework.loss)
        if model is not None and loss is not None:
            training.fit_framework(ev, model, loss, place, given.place(*framework.loss))
        return Unknown(("call", ev.store.number()))
    return _foreign(ev, symbol, given, place)


def _prefixed(name: str, table: frozenset[str]) -> bool:
    """``tfmot.python.core.sparsity.keras.prune.prune_low_magnitude`` and the like."""
    last = name.rsplit(".", 1)[-1]
    return name.startswith(("tensorflow_model_optimization", "tfmot")) and any(
        entry.rsplit(".", 1)[-1] == last for entry in table
    )


def _is_metric_class(name: str) -> bool:
    return name.startswith("keras.metrics.") and name.rsplit(".", 1)[1][:1].isupper()


_HARMLESS = frozenset(
    {
        "keras.utils.plot_model", "tf.train.Checkpoint", "tf.train.CheckpointManager", "builtins.id",
        "keras.callbacks.LambdaCallback", "tf.stop_gradient", "keras.backend.get_session", "gc.collect",
        "keras.utils.model_to_dot", "IPython.display.display", "copy.copy", "keras.backend.clear_session",
    }
)  # fmt: skip
_DATA_PACKAGES = ("numpy", "pandas", "sklearn", "tensorflow_datasets", "keras.datasets", "tf.data", "scipy", "cv2",
                  "PIL", "random", "keras.utils.image_dataset", "keras.preprocessing", "tf.io", "tf.image")  # fmt: skip


def _foreign(ev: Evaluator, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """A symbol that no table describes."""
    name = symbol.name
    last = name.rsplit(".", 1)[-1]
    if last in ("deepcopy", "copy") and name.startswith("copy.") and given.args:
        return models.clone(ev, given.args[0])
    if name in _HARMLESS:
        return Unknown(("call", ev.store.number()))
    if last[:1].isupper() and name.startswith(("keras.", "tf.")):
        if not name.startswith(
            ("keras.callbacks", "keras.optimizers", "tf.train", "keras.metrics", "tf.distribute")
        ):
            calls.leaves_sight(ev, given, place, f"passed to {last}")
        return ApiObject(ev.store.number(), symbol, given, place)
    calls.leaves_sight(ev, given, place, f"passed to {last}")
    return Unknown(
        ("call", ev.store.number()), why=f"call of {name}", element=name.startswith(_DATA_PACKAGES)
    )


def _layer(ev: Evaluator, symbol: Symbol, given: Arguments, place: Place) -> Value:
    last = symbol.name.rsplit(".", 1)[1]
    merged = layers.FUNCTIONAL_MERGES.get(last)
    if merged is not None:
        layer = ApiObject(ev.store.number(), Symbol(f"keras.layers.{merged}" if merged else "keras.layers.Merge"),
                          Arguments(), place)  # fmt: skip
        value = given.get("inputs", 0)
        return keras_layers.apply_layer(ev, layer, value if value is not None else OPAQUE, given, place)
    return ApiObject(ev.store.number(), symbol, given, place)


def _v1_layer(ev: Evaluator, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """``tf.layers.dense(x, units, activation=...)``."""
    last = symbol.name.rsplit(".", 1)[1]
    names = {"dense": "Dense", "conv2d": "Conv2D", "conv1d": "Conv1D", "conv3d": "Conv3D", "flatten": "Flatten",
             "dropout": "Dropout", "batch_normalization": "BatchNormalization", "max_pooling2d": "MaxPool2D",
             "average_pooling2d": "AvgPool2D", "separable_conv2d": "SeparableConv2D"}  # fmt: skip
    value = given.get("inputs", 0)
    shifted = Arguments(
        given.args[1:], {k: v for k, v in given.kwargs.items() if k != "inputs"}, given.arg_places[1:],
        given.kwarg_places, given.open,
    )  # fmt: skip
    layer = ApiObject(ev.store.number(), Symbol(f"keras.layers.{names[last]}"), shifted, place)
    return keras_layers.apply_layer(ev, layer, value if value is not None else OPAQUE, given, place)


# -- methods ---------------------------------------------------------------------------------------


def call_method(ev: Evaluator, bound: ApiMethod, given: Arguments, place: Place) -> Value:
    """The value of ``receiver.name(...)`` where the receiver is not an object of the project."""
    receiver, name = bound.receiver, bound.name
    if isinstance(receiver, Const):
        if isinstance(receiver.value, str):
            for value, where in zip(given.args, given.arg_places, strict=True):
                tensors.use_any(ev, value, where, "show", "formatted")
            return sequences.string_method(ev, receiver.value, name, given.args)
        return Unknown(why=f"method {name}")
    if isinstance(receiver, ListValue | TupleValue):
        return sequences.list_method(ev, receiver, name, given.args)
    if isinstance(receiver, DictValue):
        return sequences.dict_method(ev, receiver, name, given.args, dict(given.kwargs))
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
    calls.leaves_sight(ev, given, place, f"passed to .{name}()")
    return Unknown(("call", ev.store.number()), why=f"method {name}")


def _super_method(ev: Evaluator, bound: SuperValue, name: str, given: Arguments, place: Place) -> Value:
    receiver = bound.receiver
    if not isinstance(receiver, Instance):
        return Unknown(why=f"super().{name}")
    if name == "__init__":
        models.initialise(ev, receiver, given, place)
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
    return models.method(ev, receiver, name, given, place)


# -- builtins and other special functions ------------------------------------------------------------


def _at(given: Arguments, index: int) -> Place | None:
    """Where a positional argument is written."""
    return given.arg_places[index] if index < len(given.arg_places) else None


def _range(ev: Evaluator, given: Arguments, place: Place) -> Value:
    bounds = [a.value for a in given.args if isinstance(a, Const) and isinstance(a.value, int)]
    if len(bounds) == len(given.args) and bounds and len(bounds) <= 3 and (len(bounds) < 3 or bounds[2] != 0):
        numbers = range(*bounds)
        if len(numbers) <= 24:
            return sequences.new_list(ev, [Const(n) for n in numbers])
    return sequences.new_list(ev, (), exact=False)


def _length(ev: Evaluator, given: Arguments, place: Place) -> Value:
    known = sequences.items_of(ev, given.args[0]) if given.args else None
    if known is not None and known[1]:
        return Const(len(known[0]))
    if given.args and isinstance(given.args[0], Const) and isinstance(given.args[0].value, str):
        return Const(len(given.args[0].value))
    key = operators.key_of(given.args[0]) if given.args else None
    return Unknown(derive("len", key), why="length")


def _zip(ev: Evaluator, given: Arguments, place: Place) -> Value:
    parts = [sequences.iterate(ev, a, _at(given, i)) for i, a in enumerate(given.args)]
    if parts and all(exact for _, exact in parts):
        rows = [TupleValue(tuple(row)) for row in zip(*(p for p, _ in parts), strict=False)]
        return sequences.new_list(ev, rows)
    row = tuple(
        p[0] if len(p) == 1 else Unknown(("element", ev.store.number()), element=True) for p, _ in parts
    )
    return sequences.new_list(ev, (TupleValue(row),), exact=False)


def _enumerate(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return Unknown()
    elements, exact = sequences.iterate(ev, given.args[0], _at(given, 0))
    if exact:
        return sequences.new_list(ev, [TupleValue((Const(i), e)) for i, e in enumerate(elements)])
    first = elements[0] if len(elements) == 1 else Unknown(("element", ev.store.number()), element=True)
    return sequences.new_list(ev, (TupleValue((Unknown(("index", ev.store.number())), first)),), exact=False)


def _as_list(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return sequences.new_list(ev, ())
    elements, exact = sequences.iterate(ev, given.args[0], _at(given, 0))
    return sequences.new_list(ev, elements, exact=exact)


def _as_tuple(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return TupleValue(())
    elements, exact = sequences.iterate(ev, given.args[0], _at(given, 0))
    return TupleValue(elements) if exact else sequences.new_list(ev, elements, exact=False)


def _reversed(ev: Evaluator, given: Arguments, place: Place) -> Value:
    elements, exact = sequences.iterate(ev, given.args[0], _at(given, 0)) if given.args else ((), False)
    if exact:
        return sequences.new_list(ev, tuple(reversed(elements)))
    for element in elements:
        sequences.read_all(ev, element, _at(given, 0) or place, "escape", "put into another order")
    return sequences.new_list(ev, (), exact=False)


def _sorted(ev: Evaluator, given: Arguments, place: Place) -> Value:
    elements, exact = sequences.iterate(ev, given.args[0], _at(given, 0)) if given.args else ((), False)
    for element in elements:
        sequences.read_all(ev, element, _at(given, 0) or place, "escape", "sorted")
    return sequences.new_list(
        ev, elements if exact and len(elements) == 1 else (), exact=exact and len(elements) == 1
    )


def _as_dict(ev: Evaluator, given: Arguments, place: Place) -> Value:
    entries = Entries()
    for value in given.args:
        stored = ev.store.get(value.number, "items") if isinstance(value, DictValue) else None
        if isinstance(stored, Entries):
            entries = stored
            continue
        pairs, exact = sequences.iterate(ev, value, place)
        for pair in pairs:
            if isinstance(pair, TupleValue) and len(pair.items) == 2 and isinstance(pair.items[0], Const):
                entries = entries.put(pair.items[0].value, pair.items[1])
            else:
                ev.forget(pair, "put into a dictionary")
                exact = False
        entries = Entries(entries.entries, exact)
    for key, each in given.kwargs.items():
        entries = entries.put(key, each)
    return sequences.new_dict(ev, Entries(entries.entries, entries.exact and not given.open))


def _map(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if len(given.args) < 2:
        return Unknown()
    elements, exact = sequences.iterate(ev, given.args[1], _at(given, 1))
    any_of_them = not exact and len(elements) == 1
    if not any_of_them and (not exact or len(elements) > 16):
        for lost in elements:
            ev.forget(lost, "given to a mapped function")
        elements, exact = (Unknown(("element", ev.store.number()), element=True),), False
    results = [calls.call(ev, given.args[0], Arguments((e,), {}, (None,)), place) for e in elements]
    return sequences.new_list(ev, results, exact=exact)


def _getattr(ev: Evaluator, given: Arguments, place: Place) -> Value:
    first = given.args[0] if given.args else NONE
    if (
        isinstance(first, Symbol)
        and first.name == "keras.applications"
        and not isinstance(given.args[-1], Const)
    ):
        # Whichever it is, it is a classifier that ends as all of them do.
        return Symbol(library.ANY_APPLICATION, first.root)
    if len(given.args) >= 2 and isinstance(given.args[1], Const) and isinstance(given.args[1].value, str):
        found = attributes.get(ev, given.args[0], given.args[1].value, place)
        return Unknown(found.key) if isinstance(found, Unknown) else found
    return Unknown(why="getattr")


def _setattr(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if len(given.args) == 3 and isinstance(given.args[1], Const) and isinstance(given.args[1].value, str):
        attributes.set_attribute(ev, given.args[0], given.args[1].value, given.args[2])
    return NONE


def _isinstance(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if len(given.args) != 2:
        return Unknown()
    value, kind = ev.narrow(given.args[0]), given.args[1]
    kinds = kind.items if isinstance(kind, TupleValue) else (kind,)
    verdicts: list[bool | None] = []
    for each in kinds:
        verdicts.append(_is_a(value, each))
    if any(verdicts):
        return Const(True)
    if all(v is False for v in verdicts):
        return Const(False)
    return Unknown(derive("isinstance", operators.key_of(value), operators.key_of(kind)))


def _is_a(value: Value, kind: Value) -> bool | None:
    plain = {"str": str, "int": int, "float": float, "bool": bool}
    name = kind.name if isinstance(kind, Symbol) else ""
    if isinstance(value, Const):
        if name.startswith("builtins."):
            python = plain.get(name.rsplit(".", 1)[1])
            return isinstance(value.value, python) if python is not None else False
        return False
    if isinstance(value, ListValue):
        return name in ("builtins.list", "builtins.set")
    if isinstance(value, TupleValue):
        return name == "builtins.tuple"
    if isinstance(value, DictValue):
        return name == "builtins.dict"
    if isinstance(value, Instance):
        if isinstance(kind, ClassValue):
            return kind in attributes.linearize(value.cls)
        return name in attributes.api_bases(value.cls)
    if isinstance(value, ApiObject):
        return value.symbol.name == name
    return None


def _print(ev: Evaluator, given: Arguments, place: Place) -> Value:
    for value, where in zip(given.args, given.arg_places, strict=True):
        tensors.use_any(ev, value, where or place, "show", "printed")
    return NONE


def _partial(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return Unknown()
    return PartialValue(given.args[0], given.args[1:], tuple(given.kwargs.items()), place)


def _tf_function(ev: Evaluator, given: Arguments, place: Place) -> Value:
    value = given.get("func", 0)
    if isinstance(value, FunctionValue):
        return replace(value, graph=True)
    if isinstance(value, BoundMethod):
        return BoundMethod(replace(value.function, graph=True), value.receiver)
    if value is None:
        return Symbol("tf.function")
    return value


def _first(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return given.args[0] if given.args else Unknown()


def _identity_decorator(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return given.args[0] if given.args else Unknown()


def _object_of(name: str) -> Handler:
    def make(ev: Evaluator, given: Arguments, place: Place) -> Value:
        return ApiObject(ev.store.number(), Symbol(name), given, place)

    return make


def _sequential(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return models.new_sequential(ev, given, place)


def _model(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return models.new_functional(ev, given, place)


def _input(ev: Evaluator, given: Arguments, place: Place) -> Value:
    shape = given.get("shape", 0)
    rank = len(shape.items) + 1 if isinstance(shape, TupleValue) else None
    return Tensor(Space.DATA, rank=rank, of=("input", place.node))


def _named_thing(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``keras.metrics.get(x)``: what the name stands for."""
    value = given.get("identifier", 0)
    return value if value is not None else Unknown()


def _activation_get(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``keras.activations.get("softmax")`` is the function; of ``None``, the identity."""
    options = []
    for guard, each in alternatives(ev.narrow(given.get("identifier", 0) or Unknown())):
        if isinstance(each, Const) and isinstance(each.value, str):
            each = Symbol(f"keras.activations.{each.value}")
        elif each == NONE:
            each = Symbol("keras.activations.linear")
        options.append((guard, each))
    return either(options)


def _loss_get(ev: Evaluator, given: Arguments, place: Place) -> Value:
    value = ev.narrow(given.get("identifier", 0) or Unknown())
    if isinstance(value, Const) and isinstance(value.value, str):
        made = sinks.loss_string(value.value, place)
        if made is not None:
            row = made.row
            form = "object" if value.value == row.class_name else "function"
            return LossValue(row, Const(False), place, form, value.value)
    return value


def _cond(ev: Evaluator, given: Arguments, place: Place) -> Value:
    from .evaluator import Flow

    condition = given.get("pred", 0) or Unknown()
    yes, no = given.get("true_fn", 1), given.get("false_fn", 2)
    ways = []
    for guard, way in ev.scenarios(condition):
        chosen = yes if way else no
        if chosen is None:
            continue

        def run(each: Value = chosen) -> tuple[Flow, Value]:
            return Flow.NEXT, calls.call(ev, each, Arguments(), place)

        ways.append((guard, run))
    if not ways:
        return Unknown(why="tf.cond")
    return ev.fork(ways, keep=False)[1]


def _apply_elementwise(ev: Evaluator, given: Arguments, place: Place) -> Value:
    function, elements = given.get("fn", 0), given.get("elems", 1)
    if function is None:
        return Unknown()
    inner = elements if elements is not None else Unknown(element=True)
    return calls.call(ev, function, Arguments((inner,), {}, (None,)), place)


def _run_main(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``app.run(main)`` and its kin call the function they are given."""
    function = given.get("main", 0) or given.get("function", 0)
    if isinstance(function, FunctionValue | BoundMethod):
        return calls.call(ev, function, Arguments((Unknown(("argv",)),), {}, (None,)), place)
    return Unknown(why="run")


def _set_backend(ev: Evaluator, given: Arguments, place: Place) -> Value:
    backend = given.get("backend", 0)
    if isinstance(backend, Const) and isinstance(backend.value, str):
        ev.facts.backends.setdefault(ev.frame.module.path, set()).add(backend.value)
    return NONE


def _set_default(ev: Evaluator, given: Arguments, place: Place) -> Value:
    sequences.set_item(ev, Symbol("os.environ"), given.get("key", 0) or NONE, given.get("default", 1) or NONE)
    return Unknown()


def _set_policy(ev: Evaluator, given: Arguments, place: Place) -> Value:
    policy = given.args[0] if given.args else given.kwargs.get("policy")
    if isinstance(policy, ApiObject):
        policy = policy.arguments.get("name", 0)
    if isinstance(policy, Const):
        ev.store.set(("policy", ev.frame.module.path), "policy", policy)
    return NONE


def _constant(number: float) -> Handler:
    def give(ev: Evaluator, given: Arguments, place: Place) -> Value:
        return Const(number)

    return give


def _tape_gradients(ev: Evaluator, given: Arguments, place: Place) -> Value:
    loss = given.get("ys", 0) or given.get("loss", 0)
    if loss is not None:
        ev.promote(loss)
    return Unknown(why="gradients")


def _sum(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if given.args:
        elements, _ = sequences.iterate(ev, given.args[0], _at(given, 0))
        found = [e for e in elements if isinstance(e, Tensor)]
        for each in elements:
            ev.forget(each, "summed")
        if found:
            pending = tuple(p for t in found for p in t.pending)
            return Tensor(Space.UNKNOWN, trained=any(t.trained for t in found), pending=pending)
    return Unknown(why="sum")


def _extreme(ev: Evaluator, given: Arguments, place: Place) -> Value:
    numbers = [a.value for a in given.args if isinstance(a, Const) and isinstance(a.value, int | float)]
    return (
        Unknown(("call", ev.store.number()))
        if len(numbers) != len(given.args) or len(numbers) < 2
        else Unknown()
    )


def _as_string(ev: Evaluator, given: Arguments, place: Place) -> Value:
    value = given.args[0] if given.args else Const("")
    for each, where in zip(given.args, given.arg_places, strict=True):
        tensors.use_any(ev, each, where, "show", "shown")
    return (
        Const(str(value.value))
        if isinstance(value, Const)
        else Unknown(derive("str", operators.key_of(value)))
    )


def _as_number(kind: type) -> Handler:
    def convert(ev: Evaluator, given: Arguments, place: Place) -> Value:
        value = given.args[0] if given.args else Const(0)
        if isinstance(value, Tensor):
            return tensors.keep(ev, value, "numpy", given.arg_places[0])
        try:
            return (
                Const(kind(value.value))
                if isinstance(value, Const)
                else Unknown(derive(kind.__name__, operators.key_of(value)))
            )
        except (TypeError, ValueError, OverflowError):
            return Unknown(why="conversion")

    return convert


def _boolean(ev: Evaluator, given: Arguments, place: Place) -> Value:
    value = given.args[0] if given.args else Const(False)
    known = truth(ev, value)[0]
    return Const(known) if known is not None else value if isinstance(value, Unknown) else Unknown()


def _next(ev: Evaluator, given: Arguments, place: Place) -> Value:
    elements, _ = sequences.iterate(ev, given.args[0], _at(given, 0)) if given.args else ((), False)
    if elements and all(each == elements[0] for each in elements):
        return elements[0]
    for each in elements:
        ev.forget(each, "next of several")
    return Unknown(("element", ev.store.number()), element=True)


def _super(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return calls.super_of(ev, given)


def _type(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if len(given.args) == 1 and isinstance(given.args[0], Instance):
        return given.args[0].cls
    return Unknown(why="type")


def _hasattr(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return Unknown(derive("hasattr", *(operators.key_of(a) for a in given.args)))


def _save_model(ev: Evaluator, given: Arguments, place: Place) -> Value:
    model = given.get("model", 0)
    if model is None or not models.is_model(model):
        return Unknown(why="save_model")
    rest = Arguments(given.args[1:], given.kwargs, given.arg_places[1:], given.kwarg_places, given.open)
    return models.method(ev, model, "save", rest, place)


def _load_model(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """What the program itself saved under the same path; anything else is not known."""
    path = operators.key_of(given.get("filepath", 0) or Unknown())
    saved = ev.store.get(("saved", path), "model") if path is not None else None
    return models.clone(ev, ev.narrow(saved)) if saved is not None else Unknown(("call", ev.store.number()))


_SPECIAL: dict[str, Handler] = {
    "builtins.range": _range,
    "builtins.len": _length,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.list": _as_list,
    "builtins.set": _as_list,
    "builtins.sorted": _sorted,
    "builtins.tuple": _as_tuple,
    "builtins.reversed": _reversed,
    "builtins.dict": _as_dict,
    "builtins.map": _map,
    "builtins.iter": _first,
    "builtins.next": _next,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.hasattr": _hasattr,
    "builtins.isinstance": _isinstance,
    "builtins.print": _print,
    "builtins.display": _print,
    "builtins.super": _super,
    "builtins.type": _type,
    "builtins.sum": _sum,
    "keras.backend.epsilon": _constant(1e-7),  # what it is unless set_epsilon() changes it
    "keras.config.epsilon": _constant(1e-7),
    "numpy.finfo": _object_of("numpy.finfo"),
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "builtins.str": _as_string,
    "builtins.int": _as_number(int),
    "builtins.float": _as_number(float),
    "builtins.bool": _boolean,
    "functools.partial": _partial,
    "functools.lru_cache": _identity_decorator,
    "tf.function": _tf_function,
    "tf.autograph.experimental.do_not_convert": _identity_decorator,
    "tf.recompute_grad": _first,
    "tf.GradientTape": _object_of("tf.GradientTape"),
    "keras.Sequential": _sequential,
    "keras.Model": _model,
    "keras.Input": _input,
    "keras.activations.get": _activation_get,
    "keras.activations.deserialize": _activation_get,
    "keras.losses.get": _loss_get,
    "keras.losses.deserialize": _loss_get,
    "keras.metrics.get": _named_thing,
    "tf.cond": _cond,
    "tf.map_fn": _apply_elementwise,
    "tf.vectorized_map": _apply_elementwise,
    "tf.gradients": _tape_gradients,
    "absl.app.run": _run_main,
    "tf.app.run": _run_main,
    "fire.Fire": _run_main,
    "typer.run": _run_main,
    "keras.config.set_backend": _set_backend,
    "keras.backend.set_backend": _set_backend,
    "os.environ.setdefault": _set_default,
    "keras.mixed_precision.set_global_policy": _set_policy,
    "keras.mixed_precision.set_dtype_policy": _set_policy,
    "keras.config.set_dtype_policy": _set_policy,
    "keras.mixed_precision.experimental.set_policy": _set_policy,
    "keras.models.load_model": _load_model,
    "keras.models.save_model": _save_model,
}
