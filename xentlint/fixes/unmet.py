"""Losses that may meet an output which a repair changes, though nobody knows what they meet."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import libcst as cst

from ..keras.facts import Unmet
from ..keras.program import Program
from ..keras.values import Origin
from ..python.modules import Place
from ..rules import sight
from ..rules.finding import View
from . import text
from .connected import connected

_PERHAPS_OURS = frozenset({Unmet.PREDICTIONS, Unmet.UNDECIDED})

_found: WeakKeyDictionary[Program, tuple[Place, ...]] = WeakKeyDictionary()


def loss_of_anything(view: View, origins: Sequence[Origin]) -> Place | None:
    """A crossentropy in the modules that can know of the models of ``origins``, of which it is not known what it meets.

    A model that is loaded, chosen or made out of sight may be the one that is repaired.
    """
    found = _found.get(view.program)
    if found is None:
        found = _found[view.program] = tuple(_unknown(view))
    paths = {module.path for module in connected(view, {origin.place.module for origin in origins})}
    return next((place for place in found if place.module.path in paths), None)


def _unknown(view: View) -> list[Place]:
    facts = view.program.facts
    met = {*(each.sink for each in facts.losses.values()), *(each.log for each in facts.logs.values())}
    met |= {each.place for each in facts.reads.values()}
    unmet = {place: why for place, why in facts.unmet.items() if place not in met}
    open_ones = [place for place, why in unmet.items() if why & _PERHAPS_OURS]
    handed = [each for each in sight.unaccounted(view, {*met, *unmet}) if _is_handed_on(each)]
    return [*open_ones, *handed]


def _is_handed_on(loss: Place) -> bool:
    """Whether a loss is written where something trains with it: one that a name stands for trains nothing yet."""
    above = text.parent(loss)
    while above is not None and isinstance(
        above.node, cst.Element | cst.DictElement | cst.List | cst.Tuple | cst.Dict
    ):
        above = text.parent(above)
    if above is None or not isinstance(above.node, cst.Arg):
        return False
    if above.node.keyword is not None:
        return above.node.keyword.value == "loss"
    call = text.parent(above)
    func = call.node.func if call is not None and isinstance(call.node, cst.Call) else None
    return isinstance(func, cst.Attribute) and func.attr.value == "compile"
