"""The body of a function of the project is run: its parameters, its budget, its ways out."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from . import containers, forgetting, letting_go
from .completions import Ended, Exit
from .domain import domain_of
from .exhaustion import Exhaustion
from .guards import either
from .machine import Frame, Machine
from .modules import Place
from .standing import Standing
from .values import NONE, Arguments, Const, Entries, FunctionValue, Openness, TupleValue, Unknown, Value

MAX_DEPTH = 32


MAX_RECURSION = 8
"""Activations of one function at a time."""


MAX_TANGLED = 2
"""The same, where what decides whether it goes on is not known."""


MAX_STEPS_IN_ALL = 1_000_000
"""Nodes evaluated in all calls of one function, from whatever module, before it is followed no more.

What decorates every class of a large library would otherwise take what a module is given, in each of them.
"""


_LEAST_STEPS = 200
"""What a call is given of the steps, where there are as many left."""


def run_function(
    ev: Machine,
    function: FunctionValue,
    given: Arguments,
    place: Place,
    *,
    on_yield: Callable[[Value], Value] | None = None,
) -> Value:
    """Run the body now; ``on_yield`` is given what a generator yields, where it does."""
    node = function.node
    ev.tick()
    active = ev.running.count(node)
    if (
        len(ev.running) >= MAX_DEPTH
        or active >= MAX_RECURSION
        or (active >= MAX_TANGLED and _tangled(ev, node))
    ):
        give_up(ev, function, given, place)
        return ev.unknown("recursion or depth bound")
    allowed = _allowance(ev)
    if ev.endless.get(node, 0) >= allowed or ev.spent_in.get(node, 0) >= MAX_STEPS_IN_ALL:
        ev.exhausted.append(Exhaustion(function.module.path, function.name))
        give_up(ev, function, given, place)
        return ev.unknown(f"{function.name} takes too long to follow")

    if not given.open and ev.provable():
        ev.called.add(node)
    scope = ev.new_scope(function.scope)
    receiver = given.args[0] if given.args and function.owner is not None else None
    base = ev.path
    frame = Frame(
        scope, function.module, function.unit, function, function.owner, receiver, dict(base),
        on_yield=on_yield, within=function.within, call=place,
    )  # fmt: skip
    finalizable = len(ev.finalizers)
    saved_context = ev.context
    mark, left = len(ev.abrupt), ev.left()
    ev.frames.append(frame)
    ev.running.append(node)
    ev.context = domain_of(ev).around(ev, function)
    outer_limit = ev.limit
    begun = ev.steps
    ev.limit = begun + allowed
    result: Value = NONE
    going = False
    exhausted = False
    if isinstance(node, cst.FunctionDef):
        ev.binds[scope] = ev.names_bound(node)
    ev.store.begin()
    try:
        bind_parameters(ev, function, given, scope)
        if ev.watch is not None:
            ev.watch.enter(ev, function, given, scope, place)
        if isinstance(node, cst.Lambda):
            result = ev.value(node.body)
        else:
            ev.suite(node.body)
        going = True
    except Ended:
        pass
    except ev.exhaustion:
        # Not followed to its end: it is looked at again on its own, as if nobody called it.
        ev.called.discard(node)
        if ev.context.uncalled and not ev.running[:-1]:
            # It was by itself, and what it meets on its way was seen. Within others it is given other things.
            ev.endless[node] = max(allowed, ev.endless.get(node, 0))
        if ev.limit >= outer_limit or ev.steps >= outer_limit:
            raise
        exhausted = True
    finally:
        ev.limit = outer_limit
        if not active:
            ev.spent_in[node] = ev.spent_in.get(node, 0) + ev.steps - begun
        ev.running.pop()
        ev.frames.pop()
        after = ev.assumed(base)
        ev.path, ev.context = base, saved_context
        written = ev.store.rollback()
    if exhausted:
        del ev.abrupt[mark:]
        ev.exhausted.append(Exhaustion(function.module.path, function.name))
        forgetting.forget_slots(ev, [slot for slot in written if slot[0] != scope])
        give_up(ev, function, given, place)
        return ev.unknown(f"{function.name} takes too long to follow")
    if on_yield is None and not ev.keeps(node):
        # Nobody can ask for its variables any more.
        written = {slot: value for slot, value in written.items() if slot[0] != scope}
        for each in ev.abrupt[mark:]:
            each.written = {slot: value for slot, value in each.written.items() if slot[0] != scope}
    ways = [(after, written, result)] if going else []
    ways += [(ev.since(each.guard, base), each.written, each.value) for each in ev.collect(mark, Exit.RETURN)]
    if not ways:
        raise Ended
    guards = ev.apart([guard for guard, _, _ in ways])
    ways = [(guard, state, value) for guard, (_, state, value) in zip(guards, ways, strict=True)]
    ev.resume([(guard, state) for guard, state, _ in ways], whole=ev.left() == left)
    value = either([(guard, value) for guard, _, value in ways], ev.unknown("too many returns"))
    letting_go.perhaps_run_finalizers(ev, since=finalizable)
    value = ev.narrow(value)
    return domain_of(ev).returned(ev, function, value)


def _allowance(ev: Machine) -> int:
    """The steps that a call may take: whoever calls keeps some to go on with."""
    left = ev.limit - ev.steps
    return min(left, max(left * 2 // 3, _LEAST_STEPS)) if ev.divided else left


def _tangled(ev: Machine, node: cst.CSTNode) -> bool:
    """Whether a function calls itself under conditions that were assumed since it was called first."""
    entries = [
        frame.entry for frame in ev.frames if frame.function is not None and frame.function.node is node
    ]
    return bool(entries) and len(ev.path) > len(entries[0])


def give_up(ev: Machine, function: FunctionValue, given: Arguments, place: Place) -> None:
    """A call that is not followed: what it was given and what the function names may be changed by it."""
    for value, where in given.placed():
        ev.escapes(value, where or place, "recursion")
    forgetting.forget_arguments(ev, given, "called where it is not followed", function)
    ev.doubt(Standing.FORGOTTEN)


def bind_parameters(ev: Machine, function: FunctionValue, given: Arguments, scope: int) -> None:
    """Bind the parameters of ``function`` in ``scope``.

    An argument that may have been given through an unknown ``*args`` is unknown; a parameter of a
    function that nobody calls (``given.open``) has its default, unless that is ``None``.
    """
    params = function.node.params
    positional = [*params.posonly_params, *params.params]
    known = dict(function.defaults)
    if not given.open and not _fits(function, given):
        raise ev.raised(ev.error("TypeError"))
    for index, param in enumerate(positional):
        name = param.name.value
        value = given.get(name, index) if param in params.params else given.get("", index)
        ev.store.set(scope, name, value if value is not None else _missing(ev, function, name, known, given))
    for param in params.kwonly_params:
        name = param.name.value
        value = given.kwargs.get(name)
        ev.store.set(scope, name, value if value is not None else _missing(ev, function, name, known, given))
    if isinstance(params.star_arg, cst.Param):
        rest = given.args[len(positional) :]
        star = (
            TupleValue(rest)
            if not given.open
            else Unknown(_parameter(ev, function, params.star_arg.name.value))
        )
        ev.store.set(scope, params.star_arg.name.value, star)
    if params.star_kwarg is not None:
        names = {p.name.value for p in (*params.params, *params.kwonly_params)}
        entries = Entries(tuple((k, v) for k, v in given.kwargs.items() if k not in names), not given.open)
        made = containers.new_dict(ev, entries)
        if given.open == Openness.UNSEEN:
            ev.store.set(made.number, "$callers", Const(True))
        ev.store.set(scope, params.star_kwarg.name.value, made)


def _fits(function: FunctionValue, given: Arguments) -> bool:
    """Whether Python takes these arguments for these parameters."""
    params = function.node.params
    positional = [*params.posonly_params, *params.params]
    if len(given.args) > len(positional) and not isinstance(params.star_arg, cst.Param):
        return False
    by_position = {each.name.value for each in positional[: len(given.args)]}
    by_name = {each.name.value for each in (*params.params, *params.kwonly_params)}
    if any(name in by_position & by_name for name in given.kwargs):
        return False
    if params.star_kwarg is None and not by_name.issuperset(given.kwargs):
        return False
    filled = by_position | set(given.kwargs) | {name for name, _ in function.defaults}
    return all(each.name.value in filled for each in (*positional, *params.kwonly_params))


def _parameter(ev: Machine, function: FunctionValue, name: str) -> tuple[object, ...]:
    return ("param", function.node, name, ev.store.number())


def _missing(
    ev: Machine, function: FunctionValue, name: str, known: dict[str, Value], given: Arguments
) -> Value:
    default = known.get(name)
    if default is not None and given.open == Openness.LOST:
        return ev.unknown("may be among what is given with * or **")
    if default is not None and given.open and isinstance(default, Const) and isinstance(default.value, bool):
        # A switch that callers out of sight may turn: both ways are looked at.
        return Unknown(_parameter(ev, function, name))
    if default is not None and not (given.open and default == NONE):
        return default
    if given.open:
        return Unknown(_parameter(ev, function, name), element=True)
    ev.doubt(Standing.FORGOTTEN)
    return Unknown(("forgotten", ev.store.number(), "not given"), element=True)
