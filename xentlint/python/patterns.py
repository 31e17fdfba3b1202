"""``match``: the first case whose pattern fits and whose guard holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from . import ancestry, builtin_types, class_facts, containers, identity, operators
from .machine import Machine
from .nodes import walk
from .truth import truth
from .values import NONE, ClassValue, Const, DictValue, ListValue, Symbol, TupleValue, Union, Unknown, Value

_SELF_MATCHING = frozenset(
    f"builtins.{name}" for name in ("bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set",
                                    "str", "tuple")
)  # fmt: skip


def match_statement(ev: Machine, node: cst.Match) -> None:
    """Try the cases in order."""
    subject = ev.narrow(ev.value(node.subject))

    def attempt(subject: Value, index: int) -> Value:
        if index == len(node.cases):
            return NONE
        case = node.cases[index]

        def fits() -> Value:
            if case.guard is None:
                ev.suite(case.body)
                return NONE

            def run() -> Value:
                ev.suite(case.body)
                return NONE

            ways = ev.scenarios(ev.value(case.guard))
            return ev.fork([(g, run if way else lambda: attempt(subject, index + 1)) for g, way in ways])

        ways = ev.scenarios(_fits(ev, case.pattern, subject))
        return ev.fork([(g, fits if way else lambda: attempt(subject, index + 1)) for g, way in ways])

    containers.spread(ev, (subject,), lambda each: attempt(each[0], 0))


def _fits(ev: Machine, pattern: cst.MatchPattern, subject: Value) -> Value:
    """Whether ``pattern`` fits, as the value of a condition; the names in it are bound."""
    subject = ev.narrow(subject)
    if isinstance(subject, Union):
        return containers.spread(ev, (subject,), lambda each: _fits(ev, pattern, each[0]))
    if isinstance(pattern, cst.MatchValue):
        return operators.compare(ev, "Equal", subject, ev.value(pattern.value), None, None)
    if isinstance(pattern, cst.MatchSingleton):
        return operators.compare(ev, "Is", subject, ev.value(pattern.value), None, None)
    if isinstance(pattern, cst.MatchAs):
        inner = _fits(ev, pattern.pattern, subject) if pattern.pattern is not None else Const(True)
        if pattern.name is not None:
            ev.bind(pattern.name.value, subject)
        return inner
    if isinstance(pattern, cst.MatchOr):
        return _any(ev, [element.pattern for element in pattern.patterns], subject)
    if isinstance(pattern, cst.MatchList | cst.MatchTuple):
        return _sequence(ev, pattern.patterns, subject)
    if isinstance(pattern, cst.MatchMapping):
        return _mapping(ev, pattern, subject)
    if isinstance(pattern, cst.MatchClass):
        return _class(ev, pattern, subject)
    return _not_known(ev, pattern, subject)


def _not_known(ev: Machine, pattern: cst.CSTNode, subject: Value) -> Value:
    """What the names in a pattern are bound to, and whether it fits, is not known."""
    ev.out_of_sight(subject, "taken apart by a pattern")
    for each in walk(pattern):
        name = getattr(each, "name", None) if isinstance(each, cst.MatchAs | cst.MatchStar) else None
        if isinstance(each, cst.MatchMapping) and each.rest is not None:
            name = each.rest
        if isinstance(name, cst.Name):
            ev.bind(name.value, ev.unknown("part of what is matched"))
    key = identity.key_of(subject)
    return (
        Unknown(("case", key, ("forgotten", ev.store.number())))
        if key is not None
        else ev.unknown("a pattern")
    )


def _any(ev: Machine, patterns: Sequence[cst.MatchPattern], subject: Value) -> Value:
    def attempt(index: int) -> Value:
        if index == len(patterns):
            return Const(False)
        ways = ev.scenarios(_fits(ev, patterns[index], subject))
        return ev.fork(
            [(g, (lambda: Const(True)) if way else (lambda: attempt(index + 1))) for g, way in ways]
        )

    return attempt(0)


def _all(ev: Machine, tests: Sequence[Callable[[], Value]]) -> Value:
    def attempt(index: int) -> Value:
        if index == len(tests):
            return Const(True)
        ways = ev.scenarios(tests[index]())
        return ev.fork(
            [(g, (lambda: attempt(index + 1)) if way else (lambda: Const(False))) for g, way in ways]
        )

    return attempt(0)


def _sequence(ev: Machine, patterns: Sequence[Any], subject: Value) -> Value:
    if isinstance(subject, Const | DictValue | ClassValue):
        return Const(False)
    known = containers.items_of(ev, subject)
    if not isinstance(subject, ListValue | TupleValue) or known is None or not known[1]:
        return _not_known(ev, cst.MatchList(patterns), subject)
    items = known[0]
    stars = [i for i, each in enumerate(patterns) if isinstance(each, cst.MatchStar)]
    if len(items) != len(patterns) if not stars else len(items) < len(patterns) - 1:
        return Const(False)
    tests: list[Callable[[], Value]] = []
    for index, each in enumerate(patterns):
        if isinstance(each, cst.MatchStar):
            rest = items[index : len(items) - (len(patterns) - index - 1)]
            if each.name is not None:
                ev.bind(each.name.value, containers.new_list(ev, rest))
            continue
        position = index if not stars or index < stars[0] else index - len(patterns) + len(items)
        tests.append(_later(ev, each.value, items[position]))
    return _all(ev, tests)


def _later(ev: Machine, pattern: cst.MatchPattern, part: Value) -> Callable[[], Value]:
    return lambda: _fits(ev, pattern, part)


def _mapping(ev: Machine, pattern: cst.MatchMapping, subject: Value) -> Value:
    if isinstance(subject, Const | ListValue | TupleValue | ClassValue):
        return Const(False)
    entries = containers.entries_of(ev, subject)
    if entries is None or not entries.exact or pattern.rest is not None:
        return _not_known(ev, pattern, subject)
    tests: list[Callable[[], Value]] = []
    for element in pattern.elements:
        key = ev.value(element.key)
        found = entries.get(key.value) if isinstance(key, Const) else None
        if found is None:
            return Const(False) if isinstance(key, Const) else _not_known(ev, pattern, subject)
        tests.append(_later(ev, element.pattern, found))
    return _all(ev, tests)


def _class(ev: Machine, pattern: cst.MatchClass, subject: Value) -> Value:
    kind = ev.value(pattern.cls)
    verdict = builtin_types.is_instance(ev, subject, kind)
    if truth(ev, verdict)[0] is False:
        return Const(False)
    if truth(ev, verdict)[0] is None:
        return _not_known(ev, pattern, subject)
    tests: list[Callable[[], Value]] = []
    names: list[str] = []
    if pattern.patterns:
        if isinstance(kind, Symbol) and kind.name in _SELF_MATCHING and len(pattern.patterns) == 1:
            tests.append(_later(ev, pattern.patterns[0].value, subject))
        elif isinstance(kind, ClassValue):
            listed = ancestry.find_in_class(ev, kind, "__match_args__")
            if isinstance(listed, TupleValue):
                names = [each.value for each in listed.items if isinstance(each, Const)]
            if len(names) < len(pattern.patterns):
                if class_facts.is_closed(ev, kind) and isinstance(listed, TupleValue | None):
                    raise ev.raised(ev.error("TypeError"))
                return _not_known(ev, pattern, subject)
        else:
            return _not_known(ev, pattern, subject)
    pairs = list(zip(names, (each.value for each in pattern.patterns), strict=False))
    pairs += [(each.key.value, each.pattern) for each in pattern.kwds]
    for name, inner in pairs:
        found = ev.perhaps_attribute(subject, name, ev.here())
        if found is None:
            return Const(False)
        tests.append(_later(ev, inner, found))
    return _all(ev, tests)
