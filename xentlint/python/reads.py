"""Whoever reads a value, reads what stands in it."""

from __future__ import annotations

from . import containers
from .domain import behaviour
from .guards import alternatives
from .machine import Machine
from .modules import Place
from .uses import UseKind
from .values import DictValue, Foreign, ListValue, SetValue, TupleValue, Value


def read_all(
    ev: Machine,
    value: Value,
    place: Place | None,
    kind: UseKind,
    why: str = "",
    seen: set[int] | None = None,
) -> None:
    """Everything inside ``value`` is read at ``place``; what stands in it several times, once."""
    if place is None:
        return
    seen = set() if seen is None else seen
    options = alternatives(value)
    for _, each in options:
        if isinstance(each, Foreign):
            others = [one for _, one in options if one is not each]
            behaviour(ev, each).read(ev, each, place, kind, why, others=others)
        elif isinstance(each, TupleValue | ListValue | SetValue | DictValue):
            number = getattr(each, "number", None)
            if number is not None:
                if number in seen:
                    continue
                seen.add(number)
            ev.tick()
            keyed = isinstance(each, DictValue)
            deeper: UseKind = "escape" if kind == "value" or (keyed and kind == "show") else kind
            for inner in containers.contents(ev, each):
                read_all(
                    ev, inner, place, deeper, why or ("in a dictionary" if keyed else "in a container"), seen
                )
