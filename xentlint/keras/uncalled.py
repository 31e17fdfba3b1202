"""What nobody in sight calls: functions that are evaluated on their own, with arguments that nobody knows.

Those in which a loss can meet an output come first, and mostly alone (`Uncalled.run`). All others matter
only to a repair: they may read what it changes (`Uncalled.run_all`).
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

import libcst as cst

from ..python import ancestry, forgetting, lineage
from ..python.completions import Ended
from ..python.exhaustion import Exhaustion
from ..python.machine import MAX_FUNCTION_STEPS, MAX_STEPS_ELSEWHERE, Exhausted, Frame, Machine
from ..python.modules import Module, Place
from ..python.values import Arguments, ClassValue, Const, FunctionValue, Instance, Unknown, Value
from . import kinds, training
from .demand import Demand
from .descent import Descent
from .facts import Context
from .leading import Texts
from .run import run_of
from .watching import Watch

MAX_INSTANCES = 3
MAX_HEIRS = 24
"""Classes that inherit a training step, each of which it is run for."""
_ROUNDS = 4
_OWN_METHODS = frozenset({"call", "__call__", "train_step", "test_step", "build"})
"""Methods whose result Keras itself takes."""
_EVALUATION_METHODS = frozenset({"test_step", "predict_step", "evaluate", "predict", "validation_step"})


class Uncalled:
    """The functions and classes of ``own`` modules that nobody calls; ``watch`` is who waits, if somebody does."""

    def __init__(
        self, ev: Machine, own: Collection[Module], watch: Watch | None, texts: Texts | None
    ) -> None:
        self._ev = ev
        self._own = frozenset(own)
        self._watch = watch
        self._demand = Demand(ev, ev.modules.values(), texts)
        self._descent = Descent(ev)
        self._done: set[cst.CSTNode] = set()
        ev.store.timing = None  # what is evaluated from here on is no program

    def run(self) -> None:
        """Evaluate what a loss can meet an output in."""
        self._run(self._wants, self._wants_class)
        self._run_inherited_steps()

    def run_all(self, paths: Collection[Path]) -> None:
        """Evaluate everything else of the modules ``paths`` and of those that import them."""
        users = self._demand.users(paths)
        self._run(lambda function: function.module.path in users, lambda cls: cls.module.path in users)

    def _wants(self, function: FunctionValue) -> bool:
        if self._is_asked_about(function.module):
            return True
        heirs = [] if function.owner is None else self._descent.classes(function.owner)
        return self._demand.wants(function, heirs)

    def _wants_class(self, cls: ClassValue) -> bool:
        return self._is_asked_about(cls.module) or self._demand.wants_class(cls)

    def _is_asked_about(self, module: Module) -> bool:
        return self._watch is not None and module.path == self._watch.path

    def _run(self, wants: Callable[[FunctionValue], bool], wants_class: Callable[[ClassValue], bool]) -> None:
        """Evaluate what is wanted, until nothing new is.

        For somebody who waits, what was asked for comes first, and the rest as far as time allows.
        """
        ev, watch = self._ev, self._watch
        for _ in range(_ROUNDS):
            for cls in list(ev.classes.values()):
                if cls.module in self._own and cls.node not in ev.instances and wants_class(cls):
                    # Where others derive from a class, it is made as one of them.
                    heirs = [each for each in self._descent.heirs(cls) if each.module in self._own]
                    for each in heirs[:MAX_INSTANCES] or [cls]:
                        if each.node in ev.instances or (watch is not None and not watch.affords(each)):
                            continue
                        self._alone(each.module, each.unit, each.node, partial(_instantiate, ev, each))
            listed = [each for each in ev.functions.values() if self._is_waiting(each)]
            # What one of them is found to lead to makes others wanted, also those that stand before it.
            waiting = [each for each in listed if wants(each)]
            while len(more := [each for each in listed if wants(each)]) > len(waiting):
                waiting = more
            if not waiting:
                break
            # An object begins with it, whichever class of its family it stands in.
            waiting.sort(key=lambda function: function.name != "__init__")
            if watch is not None:
                waiting.sort(key=watch.distance)
            grown: dict[ClassValue, set[str]] = defaultdict(set)
            for function in waiting:
                if not self._is_waiting(function):
                    continue
                self._done.add(function.node)
                if watch is not None and not watch.affords(function):
                    continue
                before = _attributes(ev, function)
                self._call(function)
                if function.owner is not None:
                    grown[function.owner].update(name for _, name in _attributes(ev, function) - before)
            # What these methods stored on their objects is there for the others now.
            methods: dict[ClassValue, list[FunctionValue]] = defaultdict(list)
            for function in waiting:
                # An object begins with the one, and with nothing stored.
                if function.owner is not None and function.name != "__init__":
                    methods[function.owner].append(function)
            for owner, names in grown.items():
                if names:
                    demand = self._demand
                    reading = demand.methods_naming(names, self._descent.related(owner))
                    for function in methods[owner]:
                        node = function.node
                        is_read = node in reading or not demand.knows(node)
                        if is_read and (watch is None or watch.affords(function)):
                            self._call(function)

    def _is_waiting(self, function: FunctionValue) -> bool:
        if function.node in self._done or function.module not in self._own:
            return False
        return function.node not in self._ev.called or _has_switch(function)

    def _run_inherited_steps(self) -> None:
        """A training step that was run for one class is run for those that inherit it and fill in what it calls."""
        ev = self._ev
        heirs = 0
        for cls in list(ev.classes.values()):
            made = ev.instances.get(cls.node)
            if cls.module not in self._own or not made or not kinds.is_model(made[0]):
                continue
            step = ancestry.find_in_class(ev, cls, "train_step")
            if not isinstance(step, FunctionValue) or step.owner == cls or cls.node in run_of(ev).stepped:
                continue
            if heirs == MAX_HEIRS or (self._watch is not None and not self._watch.affords(cls)):
                return
            heirs += 1
            place = Place(cls.module, cls.unit, cls.node)
            run = partial(training.run_train_step, ev, made[0], step, place)
            self._alone(cls.module, cls.unit, cls.node, run)

    def _alone(
        self,
        module: Module,
        unit: int,
        node: cst.CSTNode,
        run: Callable[[], object],
        receiver: Value | None = None,
    ) -> None:
        limit = MAX_FUNCTION_STEPS if self._demand.speaks(node) else MAX_STEPS_ELSEWHERE
        alone(self._ev, Place(module, unit, node), limit, run, receiver)

    def _call(self, function: FunctionValue) -> None:
        ev = self._ev
        if function.name.startswith("__") and function.name not in ("__call__", "__init__"):
            return
        for receiver in _receivers(ev, function, self._descent):
            if function.owner is not None and receiver is None and function.kind == "function":
                continue
            given = Arguments((receiver,) if receiver is not None else (), {}, (None,) if receiver is not None else (),
                              open=True)  # fmt: skip
            place = Place(function.module, function.unit, function.node)

            def run(
                given: Arguments = given, receiver: Value | None = receiver, place: Place = place
            ) -> None:
                is_model = receiver is not None and kinds.is_model(receiver)
                step = function.name == "train_step" and is_model
                if step and isinstance(receiver, Instance):
                    run_of(ev).stepped.add(receiver.cls.node)
                evaluation = function.name in _EVALUATION_METHODS
                with (
                    ev.within(train_step=step, graph=step, evaluation=evaluation),
                    _as_when_it_was_held(ev, function),
                ):
                    result = ev.call_function(function, given, place)
                own = receiver is not None and function.name in _OWN_METHODS
                if not own:
                    ev.escapes(result, place, "returned to callers out of sight", depth=1)

            self._alone(function.module, function.unit, function.node, run, receiver)


def alone(
    ev: Machine, place: Place, limit: int, run: Callable[[], object], receiver: Value | None = None
) -> None:
    """Run something of the module of ``place`` for itself, on ``receiver``, with at most ``limit`` steps."""
    module, node = place.module, place.node
    ev.path, ev.context, ev.running = {}, Context(uncalled=True), []
    ev.frames = [Frame(module.scope, module, place.unit)]
    ev.steps, ev.limit = 0, limit
    ev.abrupt, ev.doubts, ev.choices, ev.catchers = [], [], [], 0
    since = ev.store.number()
    try:
        run()
    except Ended:
        pass
    except Exhausted:
        ev.exhausted.append(Exhaustion(module.path, getattr(getattr(node, "name", None), "value", "lambda")))
    except Exception as error:
        ev.failed.append((module.path, error))
    finally:
        ev.leave(since, receiver)
        ev.frames = []
        ev.path, ev.context = {}, Context()
        if ev.watch is not None:
            ev.watch.spend(ev.steps)


@contextlib.contextmanager
def _as_when_it_was_held(ev: Machine, function: FunctionValue) -> Iterator[None]:
    """What has changed since code out of sight could call ``function`` is not known: that may have been before."""
    since = ev.holding.get((function.node, function.scope))
    changed = ev.store.overwritten(since) if since is not None else []
    before = {}
    if changed:
        words, owners = forgetting.within_reach(ev, function)
        for slot in changed:
            if slot[0] in owners or slot[1] in words:
                held = ev.store.perhaps(*slot)
                if held is not None and not isinstance(held, Unknown):
                    before[slot] = held
    forgetting.forget_slots(ev, before)
    forgotten = {slot: ev.store.perhaps(*slot) for slot in before}
    try:
        yield
    finally:
        for slot, old in before.items():
            if ev.store.perhaps(*slot) is forgotten[slot]:
                ev.store.lose(*slot, old)


def _has_switch(function: FunctionValue) -> bool:
    """Whether a module's function has a parameter that is on or off by default.

    Such a function is looked at with the switch both ways, although its callers in sight leave it.
    """
    return function.owner is None and any(
        isinstance(value, Const) and isinstance(value.value, bool) for _, value in function.defaults
    )


def _attributes(ev: Machine, function: FunctionValue) -> set[tuple[int, str]]:
    """The attributes that the objects of a method's class have by now."""
    if function.owner is None:
        return set()
    return {
        (instance.number, name)
        for instance in ev.instances.get(function.owner.node, [])[:MAX_INSTANCES]
        for name, _ in ev.store.names(instance.number)
        if not name.startswith("$")
    }


def _instantiate(ev: Machine, cls: ClassValue) -> Value:
    place = Place(cls.module, cls.unit, cls.node)
    return ev.instantiate(cls, Arguments(open=True), place)


def _receivers(ev: Machine, function: FunctionValue, descent: Descent) -> list[Value | None]:
    """The objects that a method is evaluated on: those that were made, of its class or a subclass."""
    owner = function.owner
    if owner is None or function.kind == "staticmethod":
        return [None]
    if function.kind == "classmethod":
        return [owner]
    found: list[Instance] = []
    for cls in descent.classes(owner):
        if len(found) >= MAX_INSTANCES:
            break
        if cls == owner or owner in lineage.linearize(cls):
            own = ancestry.find_in_class(ev, cls, function.name)
            if own == function or not isinstance(own, FunctionValue):
                found.extend(ev.instances[cls.node])
    return list(found[:MAX_INSTANCES]) or [None]
