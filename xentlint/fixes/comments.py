"""Comments that tell of an activation: they leave with it, and what is said of anything else stays.

``# softmax output`` goes; of ``# the output layer, with softmax`` the end goes.
"""

from __future__ import annotations

import re

from ..python.modules import Place
from ..sources.positions import Edit, Position
from ..sources.text import split_lines
from . import text

_SAID = re.compile(
    r"""0|1|a|activat(ed?|es|ions?)|all|an|and|appl(ied|ies|y|ying)|are|as|at|between|binary|but|by|class(es)?
    |(calculat|comput)(es?|ing)|classification|converts?|distribution|each|end|finally|for|from|functions?|gets?|gives?
    |in|into|is|its?|labels?|layer|logits?|makes?|maps?|multi(class)?|nn|normali[sz](ed?|es)|now|numbers|of|on|one|op
    |out|outputs?|over|per|predictions?|probabilit(y|ies)|range|results?|returns?|scores?|sums?|takes?|tf|that|the
    |then|these|this|through|to|turns?|uses?|using|values?|we|with""",
    re.VERBOSE,
)
"""Words that are said of an activation, where nothing else is spoken of."""
_WORD = re.compile(r"\w+")
_SAYS_MORE = re.compile(r"\b(output|last|final)\s+(dense\s+)?layer\b", re.I)
"""Of a layer, which stays."""
_CLOSING = re.compile(r"[\s)\]},;]*$")


def without(place: Place, function: str) -> list[Edit]:
    """The edits of the comments behind ``place`` and above it that tell of ``function`` there."""
    here = text.span(place)
    lines = [line.rstrip("\r\n") for line in split_lines(place.module.units[place.unit].text)]
    edits = behind(place, function)
    row = here.start.row - 1
    above = lines[row - 1].strip() if row else ""
    if is_about(above, function) and not (row > 1 and lines[row - 2].strip().startswith("#")):
        edits += text.delete_lines(place, row, row)
    return edits


def is_about(comment: str, function: str) -> bool:
    """Whether a comment tells that ``function`` is applied, or that there are probabilities, and nothing else."""
    words = _WORD.findall(comment.lower())
    return (
        text.is_prose(comment)
        and not _SAYS_MORE.search(comment)
        and any(word in (function, "probability", "probabilities") for word in words)
        and all(word == function or _SAID.fullmatch(word) for word in words)
    )


def behind(place: Place, function: str) -> list[Edit]:
    """The edits of the comment that ends the line of ``place``, with nothing but brackets and commas before it."""
    end = text.span(place).end
    line = split_lines(place.module.units[place.unit].text)[end.row - 1].rstrip("\r\n")
    code, hash_sign, said = line[end.column - 1 :].partition("#")
    comment = hash_sign + said
    if not hash_sign or not _CLOSING.match(code):
        return []
    kept = "" if is_about(comment, function) else _without_the_end(comment, function)
    if kept == comment:
        return []
    start = len(line) - len(comment)
    if not kept:
        start = len(line[:start].rstrip())
    return [Edit(text.between(place, Position(end.row, start + 1), Position(end.row, len(line) + 1)), kept)]


def _without_the_end(comment: str, function: str) -> str:
    """``# output layer with softmax activation`` without the activation."""
    named = rf"(?:with\s+)?(?:an?\s+|the\s+)?{function}(?:\s+activation)?(?:\s+function)?"
    if not text.is_prose(comment) or not _SAYS_MORE.search(comment):
        return comment
    return re.sub(rf"(?i)(?<=\w)(?:\s*[,:(]\s*|\s+){named}\)?\.?\s*$", "", comment)
