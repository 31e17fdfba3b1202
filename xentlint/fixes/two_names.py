"""One output that a loss and readers are given by one name: two names, each for what it says.

``p = model(x)``, ``loss_fn(y, p)`` and ``print(p)`` become ``logits = model(x)``, ``p = tf.nn.softmax(logits)``
and ``loss_fn(y, logits)``: whoever reads ``p``, seen or not, reads probabilities.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import libcst as cst

from ..keras.facts import Output
from ..keras.values import Origin
from ..python.modules import Place
from ..python.nodes import walk
from ..rules.finding import View
from ..sources.positions import Edit, Position
from ..sources.text import line_ending
from . import activations, scores, text
from .names import Names

_NAMES = ("logits", "scores", "raw_scores")


def split(view: View, names: Names, call: Place, output: Output, function: str | None) -> list[Edit] | None:
    """The edits that name the scores which ``call`` gives, ``None`` where the program is written otherwise."""
    made = text.parent(call)
    if made is None or not isinstance(made.node, cst.Assign) or len(made.node.targets) != 1:
        return None
    target = made.node.targets[0].target
    line, block = _own_line(made)
    if not isinstance(target, cst.Name) or line is None or block is None or "logit" in target.value.lower():
        return None
    given = _given(view, call)
    if given is None or not scores.stays(made, block, target.value, given):
        return None
    fresh = next((each for each in _NAMES if not _is_used(made, each)), None)
    if fresh is None:
        return None
    before, after = names.wrapped(
        call, function or output.origin.function, output.numpy, activations.axis(output.origin)
    )
    return [
        text.replace(text.child(call, target), fresh),
        _below(line, f"{target.value} = {before}{fresh}{after}"),
        *(text.replace(each, fresh) for each in given),
    ]


def above(origin: Origin, given: Collection[Place | None]) -> tuple[str | None, list[Edit]]:
    """A name for the scores of an activation that is called, and the edits that bind it on a line above; or no name.

    ``p = tf.nn.softmax(x @ w)`` stays what it is for all but ``given``, which are given the scores.
    """
    made = text.parent(origin.place)
    if origin.scores is None or made is None or not isinstance(made.node, cst.Assign):
        return None, []
    target = made.node.targets[0].target
    line, block = _own_line(made)
    here = text.span(origin.scores)
    places = [each for each in given if each is not None]
    if (
        not isinstance(target, cst.Name)
        or len(made.node.targets) != 1
        or line is None
        or block is None
        or here.start.row != here.end.row
        or len(places) < len(given)
        or not scores.stays(made, block, target.value, places)
    ):
        return None, []
    fresh = next((each for each in _NAMES if not _is_used(made, each)), None)
    if fresh is None:
        return None, []
    start = text.span(line).start
    bound = f"{fresh} = {text.source(origin.scores)}{_ending(line)}{_indent(line)}"
    return fresh, [text.insert(line, start, bound), text.replace(origin.scores, fresh)]


def _own_line(made: Place) -> tuple[Place | None, Place | None]:
    """The line of a statement that stands there alone, in a block of lines, and that block."""
    line = text.parent(made)
    block = text.parent(line) if line is not None else None
    if line is None or block is None or not isinstance(line.node, cst.SimpleStatementLine):
        return None, None
    alone = len(line.node.body) == 1 and isinstance(block.node, cst.IndentedBlock | cst.Module)
    return (line, block) if alone else (None, None)


def _given(view: View, call: Place) -> list[Place] | None:
    """Where losses are given what ``call`` makes, as it is; ``None`` where one is not, or a logarithm is taken."""
    facts = view.program.facts
    if any(each.pred.application == call for each in facts.logs.values()):
        return None
    met = [each for each in facts.losses.values() if each.pred.application == call]
    places = dict.fromkeys(each.pred_place for each in met if not each.pred.changed)
    if not places or any(each.pred.changed for each in met):
        return None
    return [place for place in places if place is not None] if None not in places else None


def _is_used(made: Place, name: str) -> bool:
    """Whether a name stands anywhere in the module: it may be another thing somewhere."""
    return any(
        name in unit.code and name in _words(made, index) for index, unit in enumerate(made.module.units)
    )


def _words(made: Place, unit: int) -> Iterator[str]:
    nodes = list(walk(made.module.trees[unit]))
    others = {each.keyword for each in nodes if isinstance(each, cst.Arg)}
    others |= {each.attr for each in nodes if isinstance(each, cst.Attribute)}
    return (each.value for each in nodes if isinstance(each, cst.Name) and each not in others)


def _below(line: Place, statement: str) -> Edit:
    """A statement of its own under another one, indented as that."""
    here = text.span(line)
    written = line.module.units[line.unit].text
    rows = written.splitlines(keepends=True)
    last = rows[here.end.row - 1]
    at = Position(here.end.row, len(last.rstrip("\r\n")) + 1)
    return text.insert(line, at, f"{_ending(line)}{_indent(line)}{statement}")


def _ending(line: Place) -> str:
    return line_ending(line.module.units[line.unit].text) or "\n"


def _indent(line: Place) -> str:
    first = line.module.units[line.unit].text.splitlines()[text.span(line).start.row - 1]
    return first[: len(first) - len(first.lstrip())]
