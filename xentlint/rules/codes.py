"""The codes that xentlint can report: number, name, and whether it speaks without being asked.

A rule is a module of this package. The first line of its page says which: ``# missing-activation (XEN202)``, or
``(XEN103, opt-in)`` for one that is off unless it is selected. No list repeats it, and reading it costs no libcst.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from typing import NamedTuple

from . import __name__ as _PACKAGE
from . import __path__ as _FOLDERS

_MODULE = re.compile(r"xen\d{3}")
_HEADING = re.compile(rb'"""# (?P<name>[a-z]+(?:-[a-z]+)*) \((?P<code>XEN\d{3})(?P<off>, opt-in)?\)\r?\n')


class Code(NamedTuple):
    """One code: ``XEN`` and three digits, a name for people, and the default."""

    code: str
    name: str
    default: bool = True


def modules() -> tuple[str, ...]:
    """The names of the modules that are rules."""
    found = (each.name for each in pkgutil.iter_modules(_FOLDERS))
    return tuple(sorted(name for name in found if _MODULE.fullmatch(name)))


def source(module: str) -> bytes:
    """The text of a rule's module."""
    return pkgutil.get_data(_PACKAGE, f"{module}.py") or b""


def _codes() -> Iterator[Code]:
    for module in modules():
        heading = _HEADING.match(source(module))
        if heading is None or heading["code"].decode().lower() != module:
            raise ValueError(
                f'{_PACKAGE}.{module}: its first line is not """# name-of-the-rule ({module.upper()})'
            )
        yield Code(heading["code"].decode(), heading["name"].decode(), heading["off"] is None)


CODES: tuple[Code, ...] = tuple(_codes())
KNOWN_CODES: tuple[str, ...] = tuple(entry.code for entry in CODES)
DEFAULT_CODES: tuple[str, ...] = tuple(entry.code for entry in CODES if entry.default)
NAMES: dict[str, str] = {entry.code: entry.name for entry in CODES}


def is_fragile(code: str) -> bool:
    """Whether the code tells of what is right in exact arithmetic, and wrong in floating point (``XEN1``)."""
    return code.startswith("XEN1")


def is_wrong(code: str) -> bool:
    """Whether the code tells that another function is trained than the one that is written (``XEN2``)."""
    return code.startswith("XEN2")


def is_of_sources(code: str) -> bool:
    """Whether the code is about the checked files and their comments, and not about what they compute (``XEN9``)."""
    return code.startswith("XEN9")


def matching(selector: str) -> tuple[str, ...]:
    """Return the codes that ``selector`` covers: ``ALL``, a full code, or a prefix such as ``XEN1``.

    Case does not matter. A selector that covers nothing gives an empty tuple; ``XEN`` is a prefix
    like any other, anything shorter is not a selector.
    """
    wanted = selector.strip().upper()
    if wanted == "ALL":
        return KNOWN_CODES
    if not wanted.startswith("XEN"):
        return ()
    return tuple(code for code in KNOWN_CODES if code.startswith(wanted))
