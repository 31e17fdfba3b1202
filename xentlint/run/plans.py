"""Which repairs can be applied together: whole plans whose edits stay out of each other's way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..sources.positions import Edit, Span

if TYPE_CHECKING:
    from ..rules.diagnostic import Fix

_Place = tuple[str, "int | None"]


def choose(fixes: Iterable[Fix]) -> list[Fix]:
    """Take plans in order, each of them whole, and leave out any that meets one already taken.

    Equal plans (two findings with one cause) are taken once. Plans that merely share an edit meet:
    the second is made anew, when the first has been applied and the program evaluated again.
    """
    taken: list[Fix] = []
    known: set[frozenset[Edit]] = set()
    spans: defaultdict[_Place, list[Span]] = defaultdict(list)
    for fix in fixes:
        if not fix.edits or frozenset(fix.edits) in known:
            continue
        own = [edit.span for edit in fix.edits]
        if any(meet(span, other) for span in own for other in spans[span.path, span.cell]):
            continue
        taken.append(fix)
        known.add(frozenset(fix.edits))
        for span in own:
            spans[span.path, span.cell].append(span)
    return taken


def meet(one: Span, other: Span) -> bool:
    """Tell whether two edits of one text depend on which is made first.

    Stretches that only touch do not; an insertion at either end of a stretch does, because what
    it inserts could be meant to stand before or after the replacement.
    """
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def by_path(fixes: Sequence[Fix]) -> dict[str, list[Edit]]:
    """Every edit of ``fixes``, by the file that it changes."""
    edits: defaultdict[str, list[Edit]] = defaultdict(list)
    for fix in fixes:
        for edit in dict.fromkeys(fix.edits):
            edits[edit.span.path].append(edit)
    return dict(edits)
