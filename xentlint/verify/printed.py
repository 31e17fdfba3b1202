"""Compare what a program printed before and after, line by line: the figures, and the words.

What a line measures of time (``12ms/step``) and the loss (which a repair of a wrong loss has to change)
are left out; so is the table of a model's layers, where an activation may be gone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|nan|inf)(?![\w])", re.IGNORECASE
)
_TIME = re.compile(
    r"[-+]?\d+(?:[.:]\d+)*\s*(?:ns|us|µs|ms|s|sec|secs|seconds?|min|minutes?|h)\b(?:/\w+)?|\d+:\d\d(?::\d\d)?",
    re.IGNORECASE,
)
_LOSS = re.compile(
    r"\b\w*(?:loss|crossentropy|cross[ _-]entropy|nll|perplexity)\b\W{0,4}[-+]?[\d.]+(?:e[-+]?\d+)?",
    re.IGNORECASE,
)
_BAR = re.compile(r"[━╸╺=>.]{3,}|\[=*>?\.*\]")


_TABLE = frozenset("│┃┏┓┗┛┡┩└┘├┤┌┐╇╈┴┬┼")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its words, and its figures."""

    text: str
    words: str
    figures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many figures and lines of words were compared, and the pairs of lines that differ."""

    compared: int
    different: tuple[tuple[str, str], ...]


def read_line(text: str) -> Line:
    """Take a line apart."""
    rest = _BAR.sub(" ", _LOSS.sub(" ", _TIME.sub(" ", text)))
    figures = tuple(float(number) for number in _NUMBER.findall(rest))
    return Line(text, " ".join(_NUMBER.sub("#", rest).split()), figures)


def compare(
    before: Sequence[str], after: Sequence[str], tolerance: float, ignored: Collection[str] = ()
) -> Comparison:
    """Compare two outputs; lines whose words are in ``ignored`` are left out."""
    old, new = ([read_line(text) for text in lines] for lines in (before, after))
    compared, different = 0, []
    for first, second in _paired(old, new):
        if not first.words or first.words in ignored:
            continue
        compared += len(first.figures) or 1
        if first.words != second.words or any(
            not _close(a, b, tolerance) for a, b in zip(first.figures, second.figures, strict=True)
        ):
            different.append((first.text, second.text))
    return Comparison(compared, tuple(different))


def unstable(first: Sequence[str], second: Sequence[str], tolerance: float) -> set[str]:
    """Return the words of lines that differ between two runs of one and the same program."""
    return {read_line(old).words for old, _ in compare(first, second, tolerance).different}


def _paired(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Pair lines one by one where there are as many, else those that say the same, in order."""
    if len(old) == len(new):
        pairs = zip(old, new, strict=True)
        return [(a, b) for a, b in pairs if a.words == b.words or not _TABLE & set(a.text)]
    matcher = SequenceMatcher(
        None, [line.words for line in old], [line.words for line in new], autojunk=False
    )
    return [
        (old[block.a + i], new[block.b + i])
        for block in matcher.get_matching_blocks()
        for i in range(block.size)
    ]


def _close(a: float, b: float, tolerance: float) -> bool:
    if math.isnan(a) or math.isnan(b) or math.isinf(a) or math.isinf(b):
        return a == b or (math.isnan(a) and math.isnan(b))
    return abs(a - b) <= tolerance * max(1.0, abs(a))
