"""Keras models: building them, calling them, their attributes and methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..apis import activations, losses
from ..apis.library import LibraryModelRow
from ..apis.spaces import Maker, Space
from ..python import ancestry, calls, containers, lineage
from ..python.guards import alternatives, either, union
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import Standing
from ..python.values import (
    NONE,
    ApiMethod,
    ApiObject,
    Arguments,
    Const,
    DictValue,
    FunctionValue,
    Guard,
    Instance,
    Items,
    IteratorValue,
    ListValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)
from . import kinds, layer_calls, named_outputs, sinks, tensor_steps
from .facts import Escape
from .run import context_of, facts_of, run_of
from .values import OPAQUE, CompiledValue, FunctionalValue, Origin, SequentialValue, Tensor

_MOST_NESTED = 8
"""Models within models that are run, each as often as it stands there."""

SAVING = frozenset(
    [
        "save",
        "save_model",
        "export",
        "to_json",
        "to_yaml",
        "get_config",
        "save_pretrained",
        "serve",
        "convert",
    ]
)


# -- making -----------------------------------------------------------------------------------------


def new_sequential(ev: Machine, given: Arguments, place: Place | None) -> SequentialValue:
    """``Sequential([...])``."""
    model = SequentialValue(ev.store.number(), place)
    _set_layers(ev, model.number, given.get("layers", 0))
    _name(ev, model.number, given, None)
    return model


def _set_layers(ev: Machine, number: int, listed: Value | None) -> None:
    """The layers of a model are those of a list now, not what becomes of the list later."""
    listed = ev.narrow(listed) if listed is not None else NONE
    items: Value = Items()
    if isinstance(listed, ListValue):
        items = ev.store.get(listed.number, "items") or Items((), exact=False)
    elif isinstance(listed, Union):
        options: list[tuple[Guard, Value]] = []
        for guard, each in listed.alternatives:
            inner = containers.items_of(ev, each)
            none = Items() if each == NONE else Items((), exact=False)
            options.append((guard, Items(*inner) if inner is not None else none))
        items = union(options) or Items((), exact=False)
    elif listed != NONE:
        elements, exact = ev.elements(listed, None)
        items = Items(elements, exact) if exact else Items((), exact=False)
    ev.store.set(number, "layers", items)


def _name(ev: Machine, number: int, given: Arguments, position: int | None) -> None:
    name = given.get("name", position)
    if isinstance(name, Const) and isinstance(name.value, str):
        ev.store.set(number, "name", name)


def new_functional(ev: Machine, given: Arguments, place: Place) -> Value:
    """``Model(inputs, outputs)``."""
    outputs = given.get("outputs", 1)
    if outputs is None:
        outputs = given.kwargs.get("output")
    inputs = given.get("inputs", 0) or given.kwargs.get("input") or Unknown()
    if outputs is None:
        return Unknown(why="a model without outputs")
    if isinstance(outputs, Union):
        options = []
        for guard, each in outputs.alternatives:
            options.append((guard, FunctionalValue(ev.store.number(), inputs, each, place)))
        return either(options)
    parts = containers.items_of(ev, outputs)
    if parts is not None and parts[1] and len(parts[0]) == 1:
        outputs = parts[0][0]
    elif isinstance(outputs, ListValue) and parts is not None and parts[1]:
        outputs = TupleValue(parts[0])
    model = FunctionalValue(ev.store.number(), inputs, outputs, place)
    _name(ev, model.number, given, 2)
    return model


def initialise(ev: Machine, instance: Instance, given: Arguments, place: Place) -> None:
    """The library's ``__init__`` on an object of a project class."""
    ev.inits[instance.number] = (given, place)
    _name(ev, instance.number, given, None)
    if kinds.is_sequential(instance):
        layers = given.get("layers", 0)
        _set_layers(ev, instance.number, layers)
        if layers is not None and isinstance(ancestry.find_in_class(ev, instance.cls, "add"), FunctionValue):
            # The library adds them one by one, by a method of the project.
            ev.forget(layers, "added by a method of the class")
            ev.forget(instance, "filled by a method of the class")
    elif kinds.is_model(instance):
        outputs = given.get("outputs", 1) or given.kwargs.get("output")
        if outputs is not None:
            made = new_functional(ev, given, place)
            if isinstance(made, FunctionalValue):
                ev.store.set(instance.number, "$functional", made)


def library_model(ev: Machine, row: LibraryModelRow, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """A model that a library makes whole: its head by default or as the arguments say."""
    inputs = Unknown()
    top = given.get(*row.include_top) if row.include_top is not None else None
    order = row.order or ()
    guessed = row.include_top is not None and row.include_top[1] is None and bool(given.args)
    guessed = guessed or (row.order is not None and len(given.args) > len(order))
    if given.open or guessed or (top is not None and not isinstance(top, Const)):
        return FunctionalValue(ev.store.number(), inputs, OPAQUE, place)
    if isinstance(top, Const) and not top.value:
        return FunctionalValue(ev.store.number(), inputs, Tensor(Space.UNKNOWN, trained=True), place)
    written = {**dict(zip(order, given.args, strict=False)), **given.kwargs}
    classes = next((written[name] for name in row.classes if name in written), None)
    size = classes.value if isinstance(classes, Const) else None
    units = row.units if classes is None else size if isinstance(size, int) else None
    origin = Origin(place, Maker.AFFINE, "linear", symbol.name)
    head: Value = Tensor(
        Space.LINEAR, "linear", origin, units=units, of=("of", place.node), trained=True, rank=row.rank
    )
    activation: Value = Const(row.activation)
    argument = None
    if row.chosen_by is not None:
        activation = written.get(row.chosen_by, activation)
        position = order.index(row.chosen_by) if row.chosen_by in order else None
        argument = given.place(row.chosen_by, position)
    head = layer_calls.apply_activation(ev, activation, head, place, argument, symbol.name)
    head = tensor_steps.each_tensor(head, _by_library)
    if len(row.fields) > 1:
        head = TupleValue(tuple(head for _ in row.fields))
    return FunctionalValue(ev.store.number(), inputs, head, place, row.fields)


def _by_library(tensor: Tensor) -> Tensor:
    origin = tensor.origin
    if origin is None or origin.maker is not Maker.KERAS_ACTIVATION:
        return tensor
    return replace(tensor, origin=replace(origin, maker=Maker.LIBRARY))


def clone(ev: Machine, value: Value) -> Value:
    """Another model that computes the same."""
    if isinstance(value, SequentialValue):
        copy = SequentialValue(ev.store.number(), value.place)
        ev.store.set(copy.number, "layers", ev.store.get(value.number, "layers") or Items((), exact=False))
        return copy
    if isinstance(value, FunctionalValue):
        return replace(value, number=ev.store.number())
    if isinstance(value, Union):
        return either([(g, clone(ev, v)) for g, v in value.alternatives])
    return value


# -- calling models -----------------------------------------------------------------------------------


def call_model(
    ev: Machine, model: SequentialValue | FunctionalValue, given: Arguments, place: Place
) -> Value:
    """``model(x)``."""
    result = _computed_by(ev, model, given, place)
    if isinstance(model, FunctionalValue) and model.fields:
        return named_outputs.answer(ev, model.fields, result, given, place)
    return result


def _computed_by(
    ev: Machine, model: SequentialValue | FunctionalValue, given: Arguments, place: Place
) -> Value:
    """What comes out of ``model``, whatever it is put into."""
    if _replaced(ev, model.number):
        ev.leaves_sight(given, place, "passed to a model with a call of its own")
        ev.forget(ev.store.get(model.number, "call"), "called instead of the model's")
        result: Value = OPAQUE
    elif isinstance(model, SequentialValue):
        result = _run_layers(ev, model.number, given, place)
    else:
        result = functional_outputs(ev, model, model)
    return leave(ev, model, result, place)


def functional_outputs(ev: Machine, owner: Value, model: FunctionalValue) -> Value:
    """The outputs of a functional model, unless it or a layer of it was changed after it was built."""
    for each in (owner, model):
        if ev.store.get(getattr(each, "number", 0), "$changed") is not None:
            return OPAQUE
    parts = containers.items_of(ev, model.outputs)
    listed = parts[0] if parts is not None else (model.outputs,)
    for value in listed:
        for _, each in alternatives(value):
            tensor: Value | None = each
            while isinstance(tensor, Tensor):
                origin = tensor.origin
                if origin is not None and ev.store.get(("layer", origin.place.node), "$changed") is not None:
                    return OPAQUE
                tensor = tensor.under
    return model.outputs


def _run_layers(ev: Machine, number: int, given: Arguments, place: Place) -> Value:
    stored = ev.store.get(number, "layers")
    if (
        stored is None
        or number in run_of(ev).models_running
        or len(run_of(ev).models_running) >= _MOST_NESTED
    ):
        return OPAQUE
    run_of(ev).models_running.add(number)
    try:
        return _through_layers(ev, stored, given, place)
    finally:
        run_of(ev).models_running.discard(number)


def _through_layers(ev: Machine, stored: Value, given: Arguments, place: Place) -> Value:
    options: list[tuple[Guard, Value]] = []
    for guard, items in alternatives(ev.narrow(stored)):
        with ev.assuming(guard):
            value: Value = (
                (given.get("inputs", 0) or Unknown()) if isinstance(items, Items) and items.exact else OPAQUE
            )
            if not isinstance(items, Items) or (not items.items and not items.exact):
                options.append((guard, OPAQUE))
                continue
            for layer in items.items:
                ev.tick()
                if isinstance(value, Unknown):
                    value = Tensor(Space.DATA) if value.element else OPAQUE
                rank = _told_rank(ev, layer)
                if rank is not None and isinstance(value, Tensor) and value.rank is None:
                    value = replace(value, rank=rank)
                if _is_entry(layer):
                    continue  # keras.Input(...): it says what comes in, and computes nothing
                value = ev.call(layer, Arguments((value,), {}, (None,)), _where(layer, place))
                if isinstance(value, Unknown):
                    value = OPAQUE
            options.append((guard, value))
    return either(options, OPAQUE)


def _is_entry(layer: Value) -> bool:
    return isinstance(layer, Tensor) and layer.space is Space.DATA


def _told_rank(ev: Machine, layer: Value) -> int | None:
    """How many axes the input of the first layer of a stack has, as that is told with it."""
    if isinstance(layer, Tensor):
        return layer.rank if layer.space is Space.DATA else None
    if not isinstance(layer, ApiObject):
        return None
    for name, batch in (("input_shape", 1), ("batch_input_shape", 0), ("batch_shape", 0), ("shape", 1)):
        shape = ev.narrow(layer.arguments.kwargs.get(name, NONE))
        if isinstance(shape, TupleValue):
            return len(shape.items) + batch
    return 2 if "input_dim" in layer.arguments.kwargs and layer.symbol.name == "keras.layers.Dense" else None


def _where(layer: Value, place: Place) -> Place:
    own = getattr(layer, "place", None)
    return own if isinstance(own, Place) else place


def leave(ev: Machine, model: Value, result: Value, place: Place) -> Value:
    """Mark what comes out of ``model`` at the call ``place``."""

    def mark(tensor: Tensor) -> Tensor:
        if tensor.application is not None and tensor.application != place:
            facts_of(ev).nested.add(tensor.application)
        return replace(tensor, application=place, model=model, read=None, base=len(tensor.steps))

    if isinstance(result, DictValue | ListValue):
        return result
    if named_outputs.is_answer(result):
        return named_outputs.changed(result, lambda each: tensor_steps.each_tensor(each, mark))
    return tensor_steps.each_tensor(result, mark)


def _replaced(ev: Machine, number: int) -> bool:
    """Whether an object has another ``call`` than its class, or may have anything by now."""
    return any(ev.store.get(number, name) is not None for name in ("call", "__call__", "$shared"))


def call_keras_instance(ev: Machine, instance: Instance, given: Arguments, place: Place) -> Value:
    """``instance(...)`` of a project class derived from Keras: ``build`` once, then ``call``."""
    if _replaced(ev, instance.number):
        ev.leaves_sight(given, place, "passed to an object with a call of its own")
        ev.forget(ev.store.get(instance.number, "call"), "called instead of the class's")
        ev.doubt(Standing.FORGOTTEN)
        return Unknown(why="a call of its own")
    if ev.store.get(instance.number, "$built") is None:
        ev.store.set(instance.number, "$built", Const(True))
        build = ancestry.find_in_class(ev, instance.cls, "build")
        if isinstance(build, FunctionValue):
            shape = Unknown(("input_shape", instance.number))
            ev.call_function(build, Arguments((instance, shape), {}, (None, None)), place)
    forward = ancestry.find_in_class(ev, instance.cls, "call")
    if isinstance(forward, FunctionValue):
        keywords = dict(given.kwargs)
        params = forward.node.params
        names = [p.name.value for p in (*params.params, *params.kwonly_params)]
        if "training" not in names:
            keywords.pop("training", None)
        elif (
            "training" not in keywords
            and len(given.args) < names.index("training")
            and (context_of(ev).compiled or context_of(ev).train_step)
        ):
            keywords["training"] = Const(True)
        shifted = Arguments(
            (instance, *given.args), keywords, (None, *given.arg_places), given.kwarg_places, given.open
        )
        result = ev.call_function(forward, shifted, place)
        return leave(ev, instance, result, place) if kinds.is_model(instance) else result
    functional = ev.store.get(instance.number, "$functional")
    if isinstance(functional, FunctionalValue):
        return leave(ev, instance, functional_outputs(ev, instance, functional), place)
    if kinds.is_sequential(instance):
        return leave(ev, instance, _run_layers(ev, instance.number, given, place), place)
    base = _loss_base(instance)
    if base is not None:
        return base(ev, instance, given, place)
    ev.leaves_sight(given, place, "passed to an object whose call is not known")
    return Unknown(why="no call method")


def call_above(
    ev: Machine, receiver: Instance, given: Arguments, place: Place, *, special: bool
) -> Value | None:
    """``super().call(...)`` of a model, layer or loss of the project; ``__call__`` is ``special``."""
    functional = ev.store.get(receiver.number, "$functional")
    if isinstance(functional, FunctionalValue):
        return functional.outputs
    if kinds.is_sequential(receiver):
        return _run_layers(ev, receiver.number, given, place)
    base = _loss_base(receiver)
    if base is not None:
        return base(ev, receiver, given, place)
    return call_keras_instance(ev, receiver, given, place) if special else None


def _loss_base(instance: Instance) -> Callable[[Machine, Instance, Arguments, Place], Value] | None:
    for name in lineage.api_bases(instance.cls):
        row = losses.CLASSES.get(name)
        if row is not None:

            def run(
                ev: Machine, instance: Instance, given: Arguments, place: Place, name: str = name
            ) -> Value:
                init, where = ev.inits.get(instance.number, (Arguments(), place))
                made = sinks.loss_object(losses.CLASSES[name], Symbol(name), init, where)
                return sinks.call_loss(ev, made, given, place)

            return run
    return None


def outputs_of(ev: Machine, model: Value, place: Place, *, training: bool) -> Value:
    """What a model computes from an unknown batch, in or outside of training."""
    model = ev.narrow(model)
    if isinstance(model, Union):
        options = []
        for guard, each in model.alternatives:
            with ev.assuming(guard):
                options.append((guard, outputs_of(ev, each, place, training=training)))
        return either(options, OPAQUE)
    if isinstance(model, SequentialValue | FunctionalValue):
        return _computed_by(ev, model, Arguments((Unknown(("batch",), element=True),), {}, (None,)), place)
    if isinstance(model, Instance) and kinds.is_model(model):
        given = Arguments(
            (Unknown(("batch", model.number), element=True),), {"training": Const(training)}, (None,)
        )
        forward = ancestry.find_in_class(ev, model.cls, "call")
        if isinstance(forward, FunctionValue) and "training" not in {
            p.name.value for p in (*forward.node.params.params, *forward.node.params.kwonly_params)
        }:
            given = Arguments(given.args, {}, (None,))
        return calls.call_instance(ev, model, given, place)
    return OPAQUE


_LOOKED_INTO = 4_000
"""Nodes evaluated to find out what a model that leaves sight computes."""


def origins_of(ev: Machine, model: Value, place: Place) -> frozenset[Origin] | None:
    """What makes the outputs of ``model`` as it is now; ``None`` when that takes too long to find out."""
    found: set[Origin] = set()

    def look() -> None:
        _origins_in(ev, outputs_of(ev, model, place, training=False), found)

    return frozenset(found) if ev.within_steps(_LOOKED_INTO, lambda: ev.speculate(look)) else None


def _origins_in(ev: Machine, value: Value, found: set[Origin]) -> None:
    for _, option in alternatives(ev.narrow(value)):
        if isinstance(option, Tensor):
            if option.origin is not None:
                found.add(option.origin)
        else:
            for inner in containers.contents(ev, option):
                _origins_in(ev, inner, found)


# -- attributes ---------------------------------------------------------------------------------------


_SAYS_NOTHING = frozenset(
    [
        # of a model: using it, training it, its weights
        "add", "add_loss", "add_metric", "add_variable", "add_weight", "adapt", "assign", "build", "built", "call",
        "compile", "compiled", "compiled_loss", "compiled_metrics", "compute_loss", "compute_metrics",
        "count_params", "distribute_strategy", "dtype", "dtype_policy", "evaluate", "evaluate_generator", "fit",
        "fit_generator", "fit_on_batch", "get_metrics_result", "get_weights", "history", "input", "input_names",
        "input_shape", "input_spec", "inputs", "load_weights", "loss", "losses", "make_predict_function",
        "make_test_function", "make_train_function", "metrics", "metrics_names", "name", "non_trainable_variables",
        "non_trainable_weights", "optimizer", "output_shape", "partial_fit", "predict", "predict_classes",
        "predict_generator", "predict_on_batch", "predict_proba", "reset_metrics", "reset_states", "run_eagerly",
        "save_weights", "set_weights", "shape", "stop_training", "test_on_batch", "test_step", "train_on_batch",
        "train_step", "train_function", "test_function", "trainable", "trainable_variables", "trainable_weights",
        "updates", "variables", "weights", "__call__", "__class__", "__init__", "__name__", "_set_inputs",
        # of a layer
        "axis", "bias", "bias_initializer", "bias_regularizer", "filters", "kernel", "kernel_initializer",
        "kernel_regularizer", "kernel_size", "rate", "return_sequences", "supports_masking", "units", "use_bias",
    ]
)  # fmt: skip
"""What may be asked of a model or layer without learning which activation it ends in, or where its layers stand."""


def _note_question(ev: Machine, value: Value, name: str, place: Place | None) -> None:
    if place is None or name in _SAYS_NOTHING:
        return
    if (kinds.is_model(value) and name not in SAVING) or (
        kinds.is_layer(value) and not kinds.is_model(value)
    ):
        asked = not name.startswith("_")
        note_escape(ev, value, place, f"asked for its {name}", layers=name == "summary", asked=asked)


def note_escape(
    ev: Machine, value: Value, place: Place, why: str, *, layers: bool = False, asked: bool = False
) -> None:
    """A model, layer or object goes out of sight, or is ``asked`` for something, with what it computes by then."""
    if (value, why) in facts_of(ev).escapes:
        return
    facts_of(ev).escapes[value, why] = Escape(value, place, why, layers=layers, asked=asked)
    if kinds.is_model(value):
        origins = origins_of(ev, value, place)
        facts_of(ev).escapes[value, why] = Escape(value, place, why, origins, layers, asked)


def note_change(ev: Machine, value: Value, name: str) -> None:
    """A layer or model of the library is given another ``name`` after it was made."""
    if name not in _SAYS_NOTHING and (kinds.is_model(value) or kinds.is_layer(value)):
        note_escape(ev, value, ev.here(), f"given another {name}")


def attribute(ev: Machine, value: Value, name: str, place: Place | None = None) -> Value:
    """A library attribute of a layer, model or other object."""
    number = getattr(value, "number", None)
    _note_question(ev, value, name, place)
    if kinds.is_model(value):
        if name == "layers":
            return layers_of(ev, value)
        if name in ("output", "outputs"):
            functional = functional_of(ev, value)
            if functional is not None:
                return functional_outputs(ev, value, functional)
            place = getattr(value, "place", None) or (ev.places.get(number) if number is not None else None)
            if place is not None:
                return outputs_of(ev, value, place, training=False)
            return OPAQUE
        if name in ("input", "inputs"):
            functional = functional_of(ev, value)
            return functional.inputs if functional is not None else Tensor(Space.DATA)
        if name in ("loss", "compiled_loss"):
            compiled = ev.store.get(number, "$compiled")
            if name == "loss" and isinstance(compiled, CompiledValue):
                if place is not None and isinstance(compiled.loss, Const | Symbol):
                    # A name or a function that compile() was given: a repair gives it an object instead.
                    facts_of(ev).asked.setdefault(
                        compiled.arguments.place("loss", 1) or compiled.place, place
                    )
                if not isinstance(compiled.loss, Const):
                    return compiled.loss
            return ApiMethod(value, name)
        if name in ("trainable_variables", "trainable_weights", "weights", "variables", "history"):
            return Unknown(("attr", number, name))
        if name in ("optimizer", "metrics", "metrics_names", "input_shape", "output_shape", "name"):
            return Unknown(("attr", number, name))
    elif isinstance(value, ApiObject):
        if named_outputs.is_answer(value):
            return named_outputs.field(value, name)
        if value.symbol.name == "numpy.finfo" and name in ("eps", "tiny", "resolution"):
            return Const(1e-7)  # small, whatever the type
        if name == "output" and kinds.is_layer(value):
            found = ev.store.get(value.number, "$output")
            return ev.narrow(found) if found is not None else OPAQUE
        given = value.arguments.get(name)
        if given is not None:
            return _as_kept(ev, value, name, given)
        if name in ("trainable_variables", "weights", "kernel", "bias", "shape", "dtype", "name", "input"):
            return Unknown(("attr", number, name))
    return ApiMethod(value, name)


_CONVERTED = ("activation", "initializer", "regularizer", "constraint", "size", "strides", "policy")


def _as_kept(ev: Machine, owner: ApiObject, name: str, given: Value) -> Value:
    """What an object of Keras makes of an argument that it keeps under its name: functions of names."""
    if not kinds.is_layer(owner) or not name.endswith(_CONVERTED):
        return given
    if isinstance(given, Union):
        return containers.spread(ev, (given,), lambda each: _as_kept(ev, owner, name, each[0]))
    if name.endswith("activation") and isinstance(given, Const):
        if given.value is None:
            return Symbol("keras.activations.linear")
        if isinstance(given.value, str) and f"keras.activations.{given.value}" in activations.BY_SYMBOL:
            return Symbol(f"keras.activations.{given.value}")
    if isinstance(given, Const):
        return ev.unknown(f"{name}, as the layer keeps it")
    return given


def functional_of(ev: Machine, value: Value) -> FunctionalValue | None:
    """The functional graph behind a model, if it has one."""
    if isinstance(value, FunctionalValue):
        return value
    if isinstance(value, Instance):
        found = ev.store.get(value.number, "$functional")
        return found if isinstance(found, FunctionalValue) else None
    return None


def layers_of(ev: Machine, value: Value) -> Value:
    """``model.layers``."""
    made = containers.new_list(ev, (), exact=False)
    if kinds.is_sequential(value):
        stored = ev.store.get(getattr(value, "number", 0), "layers")
        if stored is not None:
            options: list[tuple[Guard, Value]] = [
                (guard, _without_inputs(each)) for guard, each in alternatives(stored)
            ]
            ev.store.set(made.number, "items", union(options) or Items((), exact=False))
    functional = None if kinds.is_sequential(value) else functional_of(ev, value)
    if functional is not None and isinstance(functional.outputs, Tensor):
        # The last layer is known by its output; asked for, it gives that output back.
        origin = functional.outputs.origin
        made_at = origin.place if origin is not None else None
        last = ApiObject(ev.store.number(), Symbol("keras.layers.Layer"), Arguments(open=True), made_at)
        ev.store.set(last.number, "$output", functional.outputs)
        before = ApiObject(ev.store.number(), Symbol("keras.layers.Layer"), Arguments(open=True))
        ev.store.set(before.number, "$output", OPAQUE)
        made = containers.new_list(ev, (before, last), exact=False)
    ev.store.set(made.number, "$layers", Const(True))
    return made


def is_some_layer(ev: Machine, key: object) -> bool:
    """Whether the unknown thing called ``key`` is one of the layers of a model, only not known which."""
    while isinstance(key, tuple) and key:
        held = ev.origins.get(key)
        if held is not None:
            return bool(held) and all(_has_layers_only(ev, each) for each in held)
        inner = key[0] in ("element", "item", "version") or (key[0] == "attr" and key[2:] == ("layers",))
        key = key[1] if inner and len(key) > 1 else None
    return False


def _has_layers_only(ev: Machine, value: Value) -> bool:
    if isinstance(value, ListValue):
        return ev.store.get(value.number, "$layers") is not None
    if isinstance(value, IteratorValue):
        return bool(value.sources) and all(_has_layers_only(ev, each) for each in value.sources)
    return kinds.is_layer(value) and not isinstance(value, Instance)


def _without_inputs(held: Value) -> Value:
    """What ``Sequential.layers`` lists: its layers, and not what stands for its input."""
    if not isinstance(held, Items):
        return held
    inputs = ("keras.layers.InputLayer", "keras.Input", "keras.layers.Input")
    layers = tuple(
        each
        for each in held.items
        if not (isinstance(each, Tensor) or (isinstance(each, ApiObject) and each.symbol.name in inputs))
    )
    return Items(layers, held.exact)
