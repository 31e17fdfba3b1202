"""What is kept of one evaluation about Keras: the facts, and what was compiled."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import libcst as cst

from ..python.guards import alternatives
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import Guard, Value
from .facts import Context, Facts
from .values import CompiledValue, Tensor


@dataclass(frozen=True)
class Compilation:
    """A ``compile()``, with the path it was on, what met there, and how much had been changed by then."""

    compiled: CompiledValue
    sink: Place
    path: Mapping[Any, bool]
    choices: tuple[Guard, ...]
    met: frozenset[Hashable]
    changes: int


@dataclass
class KerasRun:
    """What one evaluation has found out about Keras so far."""

    facts: Facts = field(default_factory=Facts)
    compilations: dict[int, Compilation] = field(default_factory=dict)
    """For each model: the ``compile()`` that it was given last."""
    unmet: dict[tuple[int, Place], Callable[[], None]] = field(default_factory=dict)
    """For each model compiled with what raised: how its outputs meet its losses."""
    stepped: set[cst.CSTNode] = field(default_factory=set)
    """The classes of models whose training step was run, be it their own or inherited."""
    models_running: set[int] = field(default_factory=set)
    """The models whose layers are being gone through: one may hold itself."""


def run_of(ev: Machine) -> KerasRun:
    """What is kept of ``ev`` about Keras."""
    return ev.own(KerasRun)


def facts_of(ev: Machine) -> Facts:
    """The facts that ``ev`` has found so far."""
    return ev.own(KerasRun).facts


def context_of(ev: Machine) -> Context:
    """The circumstances in which ``ev`` evaluates something now."""
    return cast(Context, ev.context)


def promote(ev: Machine, value: Value) -> None:
    """What ``value`` was computed from is trained after all: it was given to an optimizer."""
    facts = facts_of(ev)
    for _, each in alternatives(ev.narrow(value)):
        if isinstance(each, Tensor):
            for kind, key in each.pending:
                table: dict[Any, Any] = facts.losses if kind == "loss" else facts.logs
                fact = table.get(key)
                if fact is not None:
                    table[key] = replace(fact, context=replace(fact.context, framework=True))
