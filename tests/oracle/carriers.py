"""Pieces of Python that a value travels through: the files in ``carriers``, and how they are read.

A piece begins with ``%% feature: title`` and ends with ``RESULT expression``. It is ordinary Python, but for
these words: ``V`` is the value that travels and ``W`` the other one (``"softmax"`` and ``None``, ``True`` and
``False``, two layers, lists of layers, models, losses), ``COND`` is any condition, names that end in ``_N`` are its own,
and one of
``<<this|that>>`` is taken by chance. Nobody says what comes out: Python does. ``[act]`` or ``[flag]`` after the title
restricts what can travel. A piece with a line ``BODY expression`` has others inside, which get that expression
and give ``INNER``.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_CHOICE = re.compile(r"<<(.*?)>>")
_BODY = re.compile(r"^( *)BODY (.+)$")


@dataclass(frozen=True)
class Carrier:
    """One piece. ``kinds`` are what can travel through it; empty: everything."""

    feature: str
    title: str
    kinds: tuple[str, ...]
    lines: tuple[str, ...]
    result: str

    @property
    def wraps(self) -> bool:
        """Whether others go inside."""
        return any(_BODY.match(line) for line in self.lines)

    def __str__(self) -> str:
        return f"{self.feature}: {self.title}"


@functools.cache
def carriers() -> tuple[Carrier, ...]:
    """All pieces, in order."""
    found = []
    for path in sorted((Path(__file__).parent / "carriers").glob("*.txt")):
        for block in re.split(r"(?m)^%% ", path.read_text("utf-8"))[1:]:
            found.append(_carrier(block))
    return tuple(found)


def _carrier(block: str) -> Carrier:
    title, *lines = block.rstrip("\n").split("\n")
    *body, last = lines
    assert last.startswith("RESULT "), block
    kinds = re.search(r" \[([\w,]+)\]$", title)
    feature, _, rest = title.partition(": ")
    return Carrier(
        feature,
        rest.partition(" [")[0],
        tuple(kinds[1].split(",")) if kinds else (),
        tuple(body),
        last.removeprefix("RESULT "),
    )


@dataclass
class Emitter:
    """Writes pieces one after the other, with fresh names and conditions."""

    random: random.Random
    condition: Callable[[], str]
    count: int = 0
    pieces: dict[str, str] = field(default_factory=dict)

    def emit(
        self,
        carrier: Carrier,
        value: str,
        other: str,
        inner: Callable[[str], tuple[list[str], str]] | None = None,
    ) -> tuple[list[str], str]:
        """The lines of a piece, and the expression that has what comes out."""
        self.count += 1
        number = str(self.count)
        self.pieces[number] = str(carrier)
        chosen = [self._choose(line) for line in carrier.lines]
        result = self._choose(carrier.result)
        lines: list[str] = []
        inside = ""

        def fill(text: str) -> str:
            text = re.sub(r"_N\b", f"_{number}", text)
            text = re.sub(r"\bCOND\b", lambda _: self.condition(), text)
            text = re.sub(r"\b[VW]\b", lambda m: value if m[0] == "V" else other, text)
            return text.replace("INNER", inside)

        for line in chosen:
            body = _BODY.match(line)
            if body:
                assert inner is not None
                more, inside = inner(fill(body[2]))
                lines += [body[1] + each for each in more]
            elif line.strip():
                lines.append(fill(line))
        return lines, fill(result)

    def _choose(self, text: str) -> str:
        return _CHOICE.sub(lambda m: self.random.choice(m[1].split("|")), text)
