"""The codes that xentlint can report: number, name, and whether it speaks without being asked.

This is the one list behind ``--select``, the configuration check, ``xentlint rule`` and the
unused-suppression report; the rules' own modules hold what each of them means.
"""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """One code: ``XEN`` and three digits, a name for people, and the default."""

    code: str
    name: str
    default: bool = True


CODES: tuple[Code, ...] = (
    Code("XEN101", "probabilities-in-training-step"),
    Code("XEN102", "probabilities-in-compile"),
    Code("XEN103", "default-probabilities-in-compile", default=False),
    Code("XEN104", "log-of-probabilities"),
    Code("XEN201", "activation-applied-twice"),
    Code("XEN202", "missing-activation"),
    Code("XEN203", "mismatched-activation"),
    Code("XEN204", "swapped-loss-arguments"),
    Code("XEN301", "metric-in-wrong-space"),
    Code("XEN901", "unreadable-source"),
    Code("XEN902", "unused-suppression", default=False),
)

KNOWN_CODES: tuple[str, ...] = tuple(entry.code for entry in CODES)
DEFAULT_CODES: tuple[str, ...] = tuple(entry.code for entry in CODES if entry.default)
NAMES: dict[str, str] = {entry.code: entry.name for entry in CODES}


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
