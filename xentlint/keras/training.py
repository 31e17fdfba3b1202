"""Training: ``compile``, ``fit``, optimizers, and other libraries that train a model."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from ..apis.layers import SET_WITHOUT_EFFECT
from ..apis.spaces import Space
from ..python import ancestry, containers, forgetting, lineage, perhaps
from ..python.guards import alternatives
from ..python.machine import Machine
from ..python.modules import Place
from ..python.naming import first_name
from ..python.nodes import walk
from ..python.store import Slot
from ..python.values import (
    NONE,
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Entries,
    FunctionValue,
    GeneratorValue,
    Handle,
    Instance,
    IteratorValue,
    PartialValue,
    Symbol,
    TupleValue,
    Unknown,
    Value,
)
from . import keeping, kinds, labels, metric_pairs, models, patching, run, sinks
from .facts import Facts
from .run import facts_of, promote, run_of
from .values import CompiledValue, Tensor

_LOOKED_INTO = 4_000
"""Nodes evaluated to find out what a model computes that was changed since it was compiled."""


def call_back(ev: Machine, model: Value, given: Arguments, place: Place) -> None:
    """The callbacks of ``fit`` hold the model; a checkpoint of it is read by whoever loads it."""
    handed = ev.narrow(given.kwargs.get("callbacks", NONE))
    listed = containers.items_of(ev, handed)
    if isinstance(handed, ApiObject | Instance):
        listed = ((handed,), True)  # one alone is as good as a list of it
    if (handed != NONE and (listed is None or not listed[1])) or given.open:
        models.note_escape(ev, model, place, "given to callbacks that are not known")
        _edited(ev, model, handed)
    for each in listed[0] if listed is not None else ():
        if isinstance(each, Instance) and lineage.derives(each.cls, "keras.callbacks.Callback"):
            ev.store.set(each.number, "model", model)
            if any(
                isinstance(one, ClassValue) and _hands_itself_on(one.node)
                for one in lineage.linearize(each.cls)
            ):
                models.note_escape(ev, model, place, "given to a callback that hands itself on")
            _edited(ev, model, each)
        elif (
            isinstance(each, ApiObject)
            and each.symbol.name == "keras.callbacks.ModelCheckpoint"
            and each.arguments.get("save_weights_only", 4) != Const(True)
        ):
            why = "saved by a checkpoint"
            models.note_escape(ev, model, place, why)
        elif not (isinstance(each, ApiObject) and each.symbol.name.startswith("keras.callbacks.")):
            models.note_escape(ev, model, place, "given to a callback that is not known")


def _hands_itself_on(node: cst.ClassDef) -> bool:
    """Whether a method does something with its object that is not done with one of its attributes by name."""
    for method in walk(node):
        if not isinstance(method, cst.FunctionDef):
            continue
        name = first_name(method.params)
        inner = list(walk(method.body))
        named = sum(isinstance(each, cst.Name) and each.value == name for each in inner)
        by_attribute = sum(
            isinstance(each, cst.Attribute) and isinstance(each.value, cst.Name) and each.value.value == name
            for each in inner
        )
        if named > by_attribute:
            return True
    return False


def _edited(ev: Machine, model: Value, callback: Value) -> None:
    """A callback of the project has the model, and may have made another of it when ``fit`` is done."""
    if isinstance(callback, Instance) and not _may_edit(ev, model, callback):
        return
    ev.forget(callback, "called by fit()")
    number = getattr(model, "number", None)
    compiled = ev.store.get(number, "$compiled") if number is not None else None
    ev.forget(model, "edited by a callback")
    if isinstance(compiled, CompiledValue) and _while_training(callback):
        facts_of(ev).superseded.add(compiled.place)
    if compiled is not None and number is not None:
        ev.store.set(number, "$compiled", compiled)


_OWN_RULES = ("__getattr__", "__getattribute__", "__setattr__")
"""Methods by which a class decides what its attributes are."""
_HARMLESS = SET_WITHOUT_EFFECT | {"stop_training", "optimizer", "history"}
"""What may be set on a model or layer that computes the same afterwards."""
_OTHER_BY_THEN = frozenset({"$changed", "$compiled", "$open", "$reclassed", "$shared"})
"""Notes on an object that say that it is another one, or may be; others are of no run of the program."""


def _may_edit(ev: Machine, model: Value, callback: Instance) -> bool:
    """Whether what ``fit`` calls of a callback, run any number of times, may change what the model computes."""
    hooks: dict[str, FunctionValue] = {}
    for one in reversed(lineage.linearize(callback.cls)):
        if not isinstance(one, ClassValue | Symbol):
            return True
        for name, each in ev.store.names(one.scope) if isinstance(one, ClassValue) else ():
            if name in _OWN_RULES:
                return True
            if isinstance(each, FunctionValue) and name.startswith(("on_", "set_")):
                hooks[name] = each
    written: list[Slot] = []
    # Who reads what, is seen where the methods are evaluated for themselves.
    facts, run_of(ev).facts = facts_of(ev), Facts()
    try:
        for hook in hooks.values():
            given = Arguments((model,), {}, (None,)) if hook.name == "set_model" else Arguments(open=True)
            more = perhaps.may_write(ev, BoundMethod(hook, callback), given, _LOOKED_INTO)
            if more is None:
                return True
            written += more
    finally:
        run_of(ev).facts = facts
    own = ev.held_by([model])
    changed = {name for owner, name in written if owner in own} - _HARMLESS
    if any(name in _OTHER_BY_THEN or not name.startswith("$") for name in changed):
        return True
    if any(isinstance(owner, tuple) and owner[:1] == ("layer",) for owner, _ in written):
        return True  # of a model that is made of tensors
    forgetting.forget_written(ev, written)
    return False


def _while_training(callback: Value) -> bool:
    """Whether a callback runs before the model is trained for the last time."""
    if isinstance(callback, IteratorValue | GeneratorValue):
        return True
    if not isinstance(callback, Instance):
        return False  # out of sight: what was compiled is what the training begins with
    names = [each.name.value for each in callback.cls.node.body.body if isinstance(each, cst.FunctionDef)]
    return any(name.startswith(("on_", "set_", "__getattr")) and name != "on_train_end" for name in names)


def _writes(node: cst.CSTNode) -> bool:
    """Whether a class may change the model it has: it sets attributes of what is not itself, or hands it on."""
    for each in walk(node):
        if isinstance(each, cst.Assign | cst.AugAssign | cst.AnnAssign):
            targets = [t.target for t in each.targets] if isinstance(each, cst.Assign) else [each.target]
            for target in targets:
                if isinstance(target, cst.Subscript) or (
                    isinstance(target, cst.Attribute) and not isinstance(target.value, cst.Name)
                ):
                    return True
                if isinstance(target, cst.Attribute) and getattr(target.value, "value", "") != "self":
                    return True
        if isinstance(each, cst.Call) and any(_is_model(arg.value) for arg in each.args):
            return True
        if isinstance(each, cst.Call) and isinstance(each.func, cst.Name) and each.func.value == "setattr":
            return True
        if isinstance(each, cst.Attribute) and each.attr.value in ("add", "pop", "compile"):
            return True
    return False


def _is_model(node: cst.BaseExpression) -> bool:
    return (isinstance(node, cst.Name) and node.value in ("self", "model")) or (
        isinstance(node, cst.Attribute) and node.attr.value in ("model", "layers")
    )


def add_loss(ev: Machine, given: Arguments, place: Place) -> Value:
    """``add_loss(tensor)``: what it was computed from is trained."""
    for value in given.args:
        promote(ev, value)
    return NONE


def run_on_replicas(ev: Machine, given: Arguments, place: Place) -> Value:
    """``strategy.run(fn, args=(...), kwargs={...})`` calls ``fn``."""
    packed = given.get("args", 1)
    known = containers.items_of(ev, ev.narrow(packed)) if packed is not None else ((), True)
    keywords: dict[str, Value] = {}
    named = given.get("kwargs", 2)
    if isinstance(named, DictValue):
        stored = ev.store.get(named.number, "items")
        keywords = (
            {k: v for k, v in stored.entries if isinstance(k, str)} if isinstance(stored, Entries) else {}
        )
    if known is None:
        inner = Arguments((), {}, (), open=True)
    else:
        inner = Arguments(known[0], keywords, tuple([None] * len(known[0])), open=not known[1])
    return ev.call(given.args[0], inner, place)


def minimise(ev: Machine, given: Arguments, place: Place) -> Value:
    """``optimizer.minimize(loss)``: of a tensor (graph mode) or of a function."""
    loss = given.get("loss", 0)
    if loss is not None:
        if isinstance(loss, FunctionValue | BoundMethod | PartialValue):
            with ev.within(tape=True):
                ev.call(loss, Arguments(), place)
        else:
            promote(ev, loss)
    return Unknown(why="training operation")


def note_watched(ev: Machine, tape: ApiObject, given: Arguments) -> None:
    """``tape.watch(x)``: weights need no watching, so this is something that a model is given."""
    held = ev.store.get(tape.number, "$watched")
    before = held.items if isinstance(held, TupleValue) else ()
    listed = [containers.items_of(ev, ev.narrow(each)) for each in given.args]
    parts = [
        each
        for known, value in zip(listed, given.args, strict=True)
        for each in (known[0] if known else (value,))
    ]
    ev.store.set(tape.number, "$watched", TupleValue((*before, *parts)))


def note_gradient(ev: Machine, tape: ApiObject, given: Arguments) -> None:
    """``tape.gradient(loss, sources)``: whether weights are trained, or an input is looked at."""
    target, sources = given.get("target", 0), given.get("sources", 1)
    if target is None or sources is None:
        return
    held = ev.store.get(tape.number, "$watched")
    watched = held.items if isinstance(held, TupleValue) else ()
    listed = containers.items_of(ev, ev.narrow(sources))
    to = listed[0] if listed is not None and listed[1] else (sources,)
    inputs = bool(to) and all(
        value in watched or all(_is_input(each) for _, each in alternatives(ev.narrow(value))) for value in to
    )
    for _, each in alternatives(ev.narrow(target)):
        for kind, key in each.pending if isinstance(each, Tensor) else ():
            if kind == "loss":
                facts_of(ev).towards.setdefault(key, set()).add(inputs)


def _is_input(value: Value) -> bool:
    """Whether a value is what a model is given, and nothing that it is made of."""
    if isinstance(value, Tensor):
        return not value.trained and value.space is Space.DATA
    return isinstance(value, Unknown) and value.element


def output_names(ev: Machine, model: Value) -> list[str] | None:
    """The names that ``compile(loss={...})`` may use for the outputs of a functional model."""
    functional = models.functional_of(ev, model)
    if functional is None:
        return None
    parts = containers.items_of(ev, functional.outputs)
    listed: Sequence[Value] = parts[0] if parts is not None else (functional.outputs,)
    return [_output_name(each) for each in listed]


def _output_name(value: Value) -> str:
    """The name of the layer that made an output, as written in the source."""
    while isinstance(value, Tensor) and value.origin is not None:
        node = value.origin.place.node
        if isinstance(node, cst.Call):
            for arg in node.args:
                if (
                    arg.keyword is not None
                    and arg.keyword.value == "name"
                    and isinstance(arg.value, cst.SimpleString)
                ):
                    return str(arg.value.evaluated_value)
        return ""
    return ""


def compile_model(ev: Machine, model: Value, given: Arguments, place: Place) -> Value:
    """``model.compile(...)``: pair the outputs with the losses, as ``fit`` will."""
    number: int = model.number  # type: ignore[attr-defined]
    loss = given.get("loss", 1)
    metrics = given.get("metrics", 2)
    eager = given.get("run_eagerly")
    compiled = CompiledValue(loss or NONE, metrics or NONE, place, given, eager or NONE)
    before = ev.store.get(number, "$compiled")
    if (
        isinstance(before, CompiledValue)
        and before.place != place
        and ev.store.get(number, "$trained") is None
    ):
        facts_of(ev).superseded.add(before.place)
    ev.store.set(number, "$compiled", compiled)
    ev.store.delete(number, "$trained")
    around = ev.frame.function
    alone = not ev.running and not ev.context.uncalled
    if alone or (around is not None and keeping.keeps_receiver(around.node, place.node)):
        facts_of(ev).compiled.setdefault(place, model)
    custom = ancestry.find_in_class(ev, model.cls, "train_step") if isinstance(model, Instance) else None
    run_eagerly = eager == Const(True)
    if isinstance(custom, FunctionValue):
        # Run by fit(), when whatever the program's own compile() stores is there.
        return NONE
    fitting = ancestry.find_in_class(ev, model.cls, "fit") if isinstance(model, Instance) else None
    if fitting is not None and (not isinstance(fitting, FunctionValue) or _writes(fitting.node)):
        # What is trained is what the model is by then.
        return NONE
    own_loss = ancestry.find_in_class(ev, model.cls, "compute_loss") if isinstance(model, Instance) else None
    if isinstance(own_loss, FunctionValue):
        return NONE
    if loss is None or loss == NONE:
        return NONE
    sink = given.place("loss", 1) or _handed_on(ev, place, "loss", 1) or place
    measured = tuple(
        (value, given.place(name, position) or _handed_on(ev, place, name, position))
        for name, position in (("metrics", 2), ("weighted_metrics", 4))
        if (value := given.get(name, position)) is not None
    )

    def meet() -> None:
        facts_of(ev).touched.clear()
        # What the loss or ``call`` changes itself is there when they run again.
        before = ev.store.watch()
        with ev.within(compiling=place, compiled=True, graph=not run_eagerly, eager_fit=run_eagerly):
            outputs = models.outputs_of(ev, model, place, training=True)
            names = output_names(ev, model)
            sinks.pair(ev, outputs, names, loss, compiled, sink)
            run_of(ev).compilations[number] = run.Compilation(
                compiled,
                sink,
                dict(ev.path),
                tuple(ev.choices),
                frozenset(facts_of(ev).touched),
                before,
            )
            for value, where in measured:
                metric_pairs.pair(ev, outputs, names, value, loss, compiled, where)

    # Run by fit(), when the program may have stored what it needs.
    if not ev.later(meet):
        run_of(ev).unmet[number, place] = meet
    return NONE


def meet_again(ev: Machine, model: Value) -> None:
    """A model is fitted that was compiled: what it computes, and with which loss, is settled only now."""
    _meet_at_last(ev, model)
    _compare(ev, model)


def fit_labels(ev: Machine, model: Value, compiled: CompiledValue, given: Arguments, place: Place) -> None:
    """``fit(x, y)``, ``fit(batches)``: the labels may be of a known form."""
    data, where = ev.narrow(given.get("y", 1) or NONE), given.place("y", 1)
    if data == NONE:
        data, where = ev.narrow(given.get("x", 0) or NONE), given.place("x", 0)
        found = labels.of_batches(ev.store, data) if isinstance(data, Unknown) else None
    else:
        found = labels.known(ev.store, data) if isinstance(data, Tensor) else None
    if found is not None:
        outputs = models.outputs_of(ev, model, place, training=True)
        sinks.fit_labels(ev, outputs, compiled, found, where or place)


def _meet_at_last(ev: Machine, model: Value) -> None:
    """A model is trained whose loss or ``call`` could not be run yet when it was compiled."""
    number: int = model.number  # type: ignore[attr-defined]
    compiled = ev.store.get(number, "$compiled")
    for guard, each in alternatives(compiled) if compiled is not None and run_of(ev).unmet else ():
        meet = run_of(ev).unmet.get((number, each.place)) if isinstance(each, CompiledValue) else None
        if meet is not None:
            with ev.assuming(guard):
                ev.later(meet)


_STEPS = ("train_step", "compute_loss", "make_train_function", "train_function")
"""What a model has from its class and trains it, and what an object may be given of its own."""


def _compare(ev: Machine, model: Value) -> None:
    """Where something was changed since, the meetings that were seen are compared with those of now."""
    number: int = model.number  # type: ignore[attr-defined]
    then = run_of(ev).compilations.get(number)
    current = ev.store.get(number, "$compiled")
    if then is None or current != then.compiled or not then.met:
        return
    if any(ev.store.get(number, each) is not None for each in _STEPS) or patching.is_patched(
        ev, "keras.Model"
    ):
        facts_of(ev).outdated |= then.met  # it is trained by something else
        return
    if then.changes == ev.store.changed:
        facts_of(ev).confirmed |= then.met
        return
    run_eagerly = then.compiled.run_eagerly == Const(True)

    def look() -> None:
        ev.path, ev.choices = dict(then.path), list(then.choices)
        with ev.within(compiled=True, graph=not run_eagerly, eager_fit=run_eagerly):
            outputs = models.outputs_of(ev, model, then.compiled.place, training=True)
            sinks.pair(ev, outputs, output_names(ev, model), then.compiled.loss, then.compiled, then.sink)

    facts, choices = facts_of(ev), ev.choices
    run_of(ev).facts = seen = Facts()
    try:
        finished = ev.within_steps(_LOOKED_INTO, lambda: ev.speculate(look, certain=True))
    finally:
        run_of(ev).facts, ev.choices = facts, choices
    if finished and seen.losses and not any(seen.doubtful.values()):
        facts_of(ev).confirmed |= then.met & set(seen.losses)
    if finished:
        facts_of(ev).outdated |= then.met - facts_of(ev).confirmed


def _handed_on(ev: Machine, place: Place, name: str, position: int) -> Place | None:
    """Where an argument is written that wrappers hand on by ``*args`` and ``**kwargs`` to the call at ``place``."""
    node = place.node
    for frame in reversed(ev.frames):
        call = frame.call
        if call is None or not isinstance(node, cst.Call) or not any(arg.star for arg in node.args):
            return None
        node = call.node
        if not isinstance(node, cst.Call):
            return None
        plain = [arg for arg in node.args if arg.keyword is None and not arg.star]
        named = [arg for arg in node.args if arg.keyword is not None and arg.keyword.value == name]
        same = isinstance(node.func, cst.Attribute) and node.func.attr.value == "compile"
        found = named or (plain[position : position + 1] if same else [])
        if found:
            return Place(call.module, call.unit, found[0].value)
    return None


def run_train_step(ev: Machine, model: Instance, step: FunctionValue, place: Place) -> None:
    """Evaluate a ``train_step`` of the program as ``fit`` would."""
    run_of(ev).stepped.add(model.cls.node)
    compiled = ev.store.get(model.number, "$compiled")
    eager = isinstance(compiled, CompiledValue) and compiled.run_eagerly == Const(True)
    with ev.within(train_step=True, graph=not eager, eager_fit=eager):
        ev.call_function(
            step,
            Arguments((model, Unknown(("batch", "train_step"), element=True)), {}, (None, None)),
            place,
        )


def run_compute_loss(ev: Machine, model: Instance, place: Place) -> None:
    """Evaluate a ``compute_loss`` of the program on its model's output, as the library's ``train_step`` does."""
    own = ancestry.find_in_class(ev, model.cls, "compute_loss")
    if not isinstance(own, FunctionValue):
        return
    with ev.within(train_step=True, graph=True):
        output = models.outputs_of(ev, model, place, training=True)
        batch = Unknown(("batch", "compute_loss"), element=True)
        truth = Unknown(("labels", "compute_loss"), element=True)
        listed = [p.name.value for p in (*own.node.params.params, *own.node.params.kwonly_params)]
        keywords: dict[str, Value] = {"x": batch, "y": truth, "y_pred": output, "training": Const(True)}
        # Libraries with a step of their own give it the batch as it comes, under any name.
        whole = (batch,) if len(listed) > 1 and listed[1] not in keywords else ()
        named = {k: v for k, v in keywords.items() if k in listed}
        given = Arguments((model, *whole), named, (None,) * (1 + len(whole)))
        ev.call_function(own, given, place)


def compiled_loss(ev: Machine, model: Value, name: str, given: Arguments) -> Value:
    """``self.compiled_loss(y, y_pred)``, ``self.compute_loss(x, y, y_pred)`` in a train_step."""
    number: int = model.number  # type: ignore[attr-defined]
    compiled = ev.store.get(number, "$compiled")
    pred = given.get("y_pred", 2 if name == "compute_loss" else 1)
    if isinstance(compiled, CompiledValue) and pred is not None:
        sink = compiled.arguments.place("loss", 1) or compiled.place
        sinks.pair(ev, pred, None, compiled.loss, compiled, sink)
    return Tensor(Space.UNKNOWN, trained=True)


def best_model(ev: Machine, tuner: ApiObject, given: Arguments, place: Place) -> Value | None:
    """``tuner.get_best_models()``: the one model that the tuner's function builds and compiles, trained by then."""
    build = tuner.arguments.get("hypermodel", 0)
    if given.open or given.get("num_models", 0) not in (None, Const(1)):
        return None
    if not isinstance(build, FunctionValue | BoundMethod):
        return None
    chosen = Unknown(("foreign", ev.store.number()), why="hyperparameters")
    model = ev.narrow(ev.call(build, Arguments((chosen,), {}, (None,)), place))
    if not isinstance(model, Handle) or not kinds.is_model(model):
        return None
    ev.store.set(model.number, "$trained", Const(True))
    compiled = ev.store.get(model.number, "$compiled")
    if isinstance(compiled, CompiledValue):
        facts_of(ev).fitted.add(compiled.place)
    return containers.new_list(ev, [model])


def look_at(ev: Machine, model: Value, loss: Value, place: Place, sink: Place | None) -> None:
    """Another library takes the gradient of ``loss`` with respect to what it gives ``model``: nothing is trained."""
    if kinds.is_model(model):
        facts_of(ev).evaluated.add(place)
        fit_framework(ev, model, loss, place, sink)


def fit_framework(ev: Machine, model: Value, loss: Value, place: Place, sink: Place | None) -> None:
    """Another library trains ``model`` (or what a function builds) with ``loss``."""
    if isinstance(model, FunctionValue | BoundMethod | PartialValue):
        model = ev.call(model, Arguments(), place)
    compiled = CompiledValue(loss, NONE, place, Arguments())
    with ev.within(framework=True, graph=True):
        outputs = models.outputs_of(ev, model, place, training=True)
        sinks.pair(ev, outputs, None, loss, compiled, sink or place)
