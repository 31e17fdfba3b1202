"""What each expression was seen to be: for whoever asks about a line, or about what is under the cursor.

An evaluation that is watched hands every value to a :class:`Watch`, with its expression; one that is not
watched pays nothing for it. What a container or a model held is kept as it was at that moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libcst as cst

from ..python import containers
from ..python.machine import Machine
from ..python.modules import Module, Place
from ..python.values import (
    Arguments,
    ClassValue,
    DictValue,
    FunctionValue,
    ListValue,
    TupleValue,
    Unknown,
    Value,
)
from . import models
from .facts import Facts
from .run import facts_of, run_of
from .values import SequentialValue, Tensor

_MOST = 8
"""Different values that are kept of one expression."""
_LOOKED_INTO = 2_000
"""Nodes evaluated to find out what a model computes."""
_MODELS_LOOKED_INTO = 60
_PATIENCE = 2_000
"""Nodes evaluated, for somebody who waits, in functions that nobody calls."""
_PATIENCE_HERE = 20_000
_PATIENCE_ELSEWHERE = 3_000
"""Nodes evaluated of the module that was asked about, and of all others together, from top to bottom."""
_A_NODE = 50
"""Characters of a module that take as long to be parsed as a node to be evaluated."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An expression and a value that it had.

    ``holds`` are the values in a container, or what a ``Sequential`` model computed; ``bound`` is
    where a name was given the value.
    """

    place: Place
    value: Value
    holds: tuple[Value, ...] = ()
    bound: tuple[Place, ...] = ()


class Watch:
    """Everything that was seen while the program of the file ``path`` was evaluated.

    Whoever asks about lines (``rows``, of the cell ``cell`` in a notebook) waits for the answer: see `affords`.
    """

    def __init__(self, path: Path, rows: range | None = None, cell: int | None = None) -> None:
        self.path = path
        self._rows = rows
        self._cell = cell
        self._spent = 0
        self._elsewhere = 0
        self.cut_short = False
        """Whether something was not evaluated that would have been, had nobody waited."""
        self._seen: dict[cst.CSTNode, dict[Any, Sighting]] = {}
        self._born: dict[Any, Place] = {}
        self._bound: dict[tuple[int, str], dict[Any, Place]] = {}
        self._left = _MODELS_LOOKED_INTO

    # -- what the evaluator tells ----------------------------------------------------------

    def see(self, ev: Machine, node: cst.CSTNode, value: Value) -> None:
        """``node`` has ``value`` in the frame that is being evaluated."""
        bound: tuple[Place, ...] = ()
        if isinstance(node, cst.Name):
            scope = _scope_of(ev, node.value)
            where = self._bound.get((scope, node.value), {}).get(_identity(value))
            bound = (where,) if where is not None else ()
        self._keep(ev, ev.place(node), value, bound)

    def bind(self, ev: Machine, target: cst.BaseExpression, value: Value) -> None:
        """A name, an attribute or an item is given ``value`` by the statement that is being evaluated."""
        if isinstance(target, cst.Name):
            scope = ev.frame.elsewhere.get(target.value, ev.frame.scope)
            self._bound.setdefault((scope, target.value), {})[_identity(value)] = ev.place(target)
        self._keep(ev, ev.place(target), value, ())

    def enter(self, ev: Machine, function: FunctionValue, given: Arguments, scope: int, place: Place) -> None:
        """``function`` is called at ``place``, and its parameters are bound in ``scope``."""
        params = function.node.params
        for index, param in enumerate((*params.posonly_params, *params.params, *params.kwonly_params)):
            name = param.name.value
            value = ev.store.get(scope, name)
            is_receiver = index == 0 and function.owner is not None and function.kind != "staticmethod"
            if value is None or is_receiver:
                continue
            positional = index < len(params.posonly_params) + len(params.params)
            where = given.place(name, index if positional else None)
            if where is None and param.default is not None and given.get(name, index) is None:
                where = Place(function.module, function.unit, param.default)
            if where is None and place.node is not function.node:
                where = place
            if where is not None:
                self._bound.setdefault((scope, name), {})[_identity(value)] = where
            bound = (where,) if where is not None else ()
            self._keep(ev, Place(function.module, function.unit, param.name), value, bound)

    def _keep(self, ev: Machine, place: Place, value: Value, bound: tuple[Place, ...]) -> None:
        if isinstance(value, Unknown) and value.key is not None:
            self._born.setdefault(value.key, place)
        known = self._seen.setdefault(place.node, {})
        key = _identity(value)
        if key in known or len(known) >= _MOST:
            return
        known[key] = Sighting(place, value)  # before looking into it: a model may hold itself
        holds = self._held(ev, value, place) if place.module.path == self.path else ()
        known[key] = Sighting(place, value, holds, bound)

    def _held(self, ev: Machine, value: Value, place: Place) -> tuple[Value, ...]:
        if isinstance(value, TupleValue):
            return value.items
        if isinstance(value, ListValue):
            items = containers.items_of(ev, value)
            return items[0] if items is not None else ()
        if isinstance(value, DictValue):
            entries = containers.entries_of(ev, value)
            return tuple(each for _, each in entries.entries) if entries is not None else ()
        if isinstance(value, SequentialValue) and self._left > 0:
            self._left -= 1
            return tuple(_computed(ev, value, place))
        return ()

    # -- how long somebody waits -----------------------------------------------------------

    @property
    def asks(self) -> bool:
        """Whether somebody asks about some rows, and not about the file."""
        return self._rows is not None

    def rows_between(self, place: Place) -> int:
        """How many rows there are, at least, between the statement of ``place`` and what was asked for."""
        cell = place.module.units[place.unit].cell
        around = place.module.rows_around(place) if cell is None else None
        return 0 if around is None else self.gap(around.start, around.stop - 1, cell)

    def gap(self, first: int, last: int, cell: int | None) -> int:
        """How many rows there are between those from ``first`` to ``last`` and what was asked for."""
        if self._rows is None or cell != self._cell:
            return 0
        return max(0, first - self._rows.stop + 1, self._rows.start - last)

    def distance(self, found: FunctionValue | ClassValue) -> int:
        """How far something is from what was asked for: 0 around the rows, 1 in their file, 2 elsewhere."""
        if found.module.path != self.path:
            return 2
        if self._rows is None:
            return 1
        place = Place(found.module, found.unit, found.node)
        statement = found.module.rows_around(place)
        if statement is not None and not any(row in statement for row in self._rows):
            return 1
        span = found.module.span(place)
        around = range(span.start.row, span.end.row + 1)
        return 0 if span.cell == self._cell and any(row in around for row in self._rows) else 1

    def affords(self, found: FunctionValue | ClassValue) -> bool:
        """Whether something that nobody calls is evaluated: what was asked for, else while patience lasts."""
        if self._spent <= _PATIENCE or self.distance(found) == 0:
            return True
        self.cut_short = True
        return False

    def spend(self, steps: int) -> None:
        """So many nodes were evaluated of something that nobody calls."""
        self._spent += steps

    def allowance(self, module: Module, most: int) -> int:
        """How many nodes of a module are evaluated from top to bottom; ``most`` where nobody waits."""
        if self._rows is None:
            return most
        return min(most, _PATIENCE_HERE if module.path == self.path else self._left_elsewhere())

    def has_run(self, module: Module, steps: int, *, to_its_end: bool) -> None:
        """``module`` was evaluated from top to bottom, as far as it was."""
        self.cut_short = self.cut_short or not to_its_end
        if module.path != self.path:
            self._elsewhere += steps

    def follows(self) -> bool:
        """Whether one file more is read because it is imported."""
        if self._rows is None or self._left_elsewhere():
            return True
        self.cut_short = True
        return False

    def reads(self, module: Module) -> None:
        """``module`` was read because it is imported."""
        self._elsewhere += sum(len(unit.code) for unit in module.units) // _A_NODE

    def _left_elsewhere(self) -> int:
        return max(_PATIENCE_ELSEWHERE - self._elsewhere, 0)

    # -- what others ask -------------------------------------------------------------------

    def sightings(self) -> Iterator[Sighting]:
        """What was seen in the watched file itself."""
        for known in self._seen.values():
            yield from (each for each in known.values() if each.place.module.path == self.path)

    def of(self, node: cst.CSTNode) -> tuple[Sighting, ...]:
        """What was seen of one expression, in whatever file."""
        return tuple(self._seen.get(node, {}).values())

    def born(self, key: Any) -> Place | None:
        """The first expression that had the unknown value with ``key``."""
        return self._born.get(key)

    def called_with(self, model: Value) -> Iterator[Tensor]:
        """What came out of ``model`` wherever it was seen to be run."""
        for known in self._seen.values():
            for each in known.values():
                value = each.value
                if isinstance(value, Tensor) and value.model == model and value.application is not None:
                    yield value


def _identity(value: Value) -> Any:
    """Two tensors that came out of different calls are told apart, although they are alike."""
    return (value, value.application) if isinstance(value, Tensor) else value


def _scope_of(ev: Machine, name: str) -> int:
    """The scope in which a name is found here."""
    first = ev.frame.elsewhere.get(name, ev.frame.scope)
    scope: int | None = first
    while scope is not None:
        if (scope == first or scope not in ev.class_scopes) and ev.store.get(scope, name) is not None:
            return scope
        scope = ev.parents.get(scope)
    return first


def _computed(ev: Machine, model: SequentialValue, place: Place) -> Iterator[Value]:
    """What ``model`` computes as it is now; nothing of looking remains in the evaluation."""
    results: list[Value] = []
    facts, watch, called, splitting = facts_of(ev), ev.watch, set(ev.called), set(ev.splitting)
    doubts, uncaught, steps, limit = list(ev.doubts), ev.uncaught, ev.steps, ev.limit
    exhausted, failed = list(ev.exhausted), list(ev.failed)
    run_of(ev).facts, ev.watch, ev.doubts = Facts(), None, []
    ev.steps, ev.limit = 0, _LOOKED_INTO
    try:
        ev.speculate(lambda: results.append(models.outputs_of(ev, model, place, training=False)))
    except ev.exhaustion:
        pass
    finally:
        run_of(ev).facts, ev.watch, ev.called, ev.splitting = facts, watch, called, splitting
        ev.doubts, ev.uncaught, ev.steps, ev.limit = doubts, uncaught, steps, limit
        ev.exhausted, ev.failed = exhausted, failed
    yield from results
