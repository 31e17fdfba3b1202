"""Texts of which only some pieces are known: ``f"{name}_softmax"``, ``"%s.h5" % name``, ``"{}.h5".format(name)``."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from typing import Any

from .identity import key_of
from .values import Const, Unknown, Value, derive

_PERCENT = re.compile(r"%(?:\(\w*\))?[#0\- +]*(?:\*|\d*)(?:\.(?:\*|\d*))?[hlL]?([a-zA-Z%])")


def made_of(*pieces: Any) -> Any:
    """The key of a text of ``pieces``, each a text or the key of a value; ``None`` if one has none."""
    return derive(
        "format", *(key_of(Const(each)) if isinstance(each, str) else each for each in pieces if each != "")
    )


def shown(key: Any) -> Any:
    """The key of whatever a format makes of what ``key`` names."""
    return derive("str", key)


def how(code: str) -> Any:
    """What stands for the way in which a value is written: ``code`` says it."""
    return ("const", "template", code)


def by_format(template: str, keys: Sequence[Any], names: Iterable[str]) -> Any:
    """The key of ``template.format(...)``, where ``keys`` name what it is given, the last of them by ``names``."""
    try:
        pieces = [literal for literal, *_ in string.Formatter().parse(template)]
    except ValueError:
        return None
    return made_of(how(" ".join((template, *names))), *pieces, *map(shown, keys))


def by_percent(template: str, key: Any) -> Any:
    """The key of ``template % value``."""
    pieces = [each for each in _PERCENT.split(template) if each and not re.fullmatch("[a-zA-Z%]", each)]
    return made_of(how(template), *pieces, shown(key))


def has_piece(text: Value, piece: Value) -> bool:
    """Whether ``piece`` stands in what is known of ``text``."""
    if not isinstance(text, Unknown) or not isinstance(piece, Const) or not isinstance(piece.value, str):
        return False
    return _holds(text.key, piece.value)


def _holds(key: Any, piece: str) -> bool:
    if not isinstance(key, tuple):
        return False
    if key[:2] == ("const", "str"):
        return piece in key[2]
    # What a text is added to is a text, or that raises.
    return key[:1] in (("format",), ("Add",)) and any(_holds(part, piece) for part in key[1:])
