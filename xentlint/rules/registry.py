"""The rules that there are: each module of this package that is one, by its code."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from .codes import is_wrong, modules
from .rule import Rule


def _found() -> Iterator[tuple[str, Rule]]:
    for module in modules():
        yield module.upper(), import_module(f".{module}", __package__).RULE


RULES: dict[str, Rule] = dict(_found())
JUDGES: tuple[tuple[str, Rule], ...] = tuple(
    sorted(
        ((code, rule) for code, rule in RULES.items() if rule.holds is not None),
        key=lambda each: (not is_wrong(each[0]), each[0]),
    )
)
"""Those that judge meetings, in the order in which they are asked: what is wrong hides what is merely fragile."""
