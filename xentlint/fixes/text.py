"""Edits on the source text of nodes: what stands there, and how to change just that."""

from __future__ import annotations

import libcst as cst

from ..flow.values import Place
from ..sources.positions import Edit, Position, Span
from ..sources.text import TextIndex


class NotEditable(Exception):
    """The source is written in a way that a repair cannot change safely; the text says why."""


def span(place: Place) -> Span:
    """Where ``place`` stands."""
    return place.module.span(place)


def source(place: Place) -> str:
    """The text of ``place``."""
    return slice_of(place, span(place))


def slice_of(place: Place, where: Span) -> str:
    """The text of ``where`` in the unit of ``place``."""
    text = place.module.units[place.unit].text
    index = TextIndex(text)
    return text[index.offset(where.start) : index.offset(where.end)]


def between(place: Place, start: Position, end: Position) -> Span:
    """A span in the unit of ``place``."""
    here = span(place)
    return Span(here.path, here.cell, start, end)


def replace(place: Place, content: str) -> Edit:
    """Write ``content`` where ``place`` stands."""
    return Edit(span(place), content)


def insert(place: Place, at: Position, content: str) -> Edit:
    """Write ``content`` at a point."""
    return Edit(between(place, at, at), content)


def surround(place: Place, before: str, after: str) -> list[Edit]:
    """Write something on both sides of ``place``."""
    here = span(place)
    return [insert(place, here.start, before), insert(place, here.end, after)]


def child(place: Place, node: cst.CSTNode) -> Place:
    """Another node of the same unit."""
    return Place(place.module, place.unit, node)


def parent(place: Place) -> Place | None:
    """The node around ``place``."""
    return place.module.parent(place)


def call_of(place: Place) -> cst.Call:
    """The call at ``place``."""
    if not isinstance(place.node, cst.Call):
        raise NotEditable("it is not written as a call")
    return place.node


def set_argument(place: Place, name: str, position: int | None, value: str) -> list[Edit]:
    """Give the call at ``place`` the argument ``name=value``, in place of the one it has."""
    call = call_of(place)
    plain = 0
    for arg in call.args:
        if arg.star:
            raise NotEditable("its arguments are not all written out")
        if arg.keyword is not None:
            if arg.keyword.value == name:
                return [replace(child(place, arg.value), value)]
        else:
            if position is not None and plain == position:
                return [replace(child(place, arg.value), value)]
            plain += 1
    if not call.args:
        end = span(place).end
        return [insert(place, Position(end.row, end.column - 1), f"{name}={value}")]
    last = child(place, call.args[-1].value)
    return [insert(place, _after_parentheses(last), f", {name}={value}")]


def _after_parentheses(place: Place) -> Position:
    """The end of an expression, with the parentheses around it."""
    end = span(place).end
    count = len(getattr(place.node, "rpar", ()))
    if not count:
        return end
    text = place.module.units[place.unit].text
    index = TextIndex(text)
    at = index.offset(end)
    # The span may or may not hold the parentheses already; go on only over those that are left.
    own = slice_of(place, span(place)).strip()
    if own.startswith("(") and own.endswith(")"):
        return end
    while count and at < len(text):
        if text[at] == ")":
            count -= 1
        at += 1
    return index.position(at)


def remove_argument(place: Place, argument: Place) -> list[Edit]:
    """Take one argument out of the call at ``place``, with its comma."""
    call = call_of(place)
    index = next((i for i, arg in enumerate(call.args) if arg.value is argument.node), None)
    if index is None:
        raise NotEditable("the argument is not written in the call")
    arg = child(place, call.args[index])
    here = span(arg)
    if index + 1 < len(call.args):
        after = span(child(place, call.args[index + 1]))
        return [Edit(between(place, here.start, after.start), "")]
    if index > 0:
        before = span(child(place, call.args[index - 1].value))
        return [Edit(between(place, before.end, span(argument).end), "")]
    return [Edit(between(place, here.start, span(argument).end), "")]


_TIGHT = (
    cst.BinaryOperation,
    cst.UnaryOperation,
    cst.Attribute,
    cst.Subscript,
    cst.Comparison,
    cst.Await,
    cst.Call,
)
_LOOSE = (
    cst.BinaryOperation,
    cst.BooleanOperation,
    cst.Comparison,
    cst.UnaryOperation,
    cst.IfExp,
    cst.Lambda,
)


def unwrap(place: Place, inner: Place) -> list[Edit]:
    """Replace the call at ``place`` by its argument ``inner``, keeping the argument's own text."""
    outer, kept = span(place), span(inner)
    around = parent(place)
    tight = around is not None and isinstance(around.node, _TIGHT)
    if around is not None and isinstance(around.node, cst.Call):
        tight = around.node.func is place.node
    parenthesised = bool(getattr(inner.node, "lpar", ()))
    guard = (tight and isinstance(inner.node, _LOOSE)) or (
        kept.start.row != kept.end.row and not _inside_brackets(place)
    )
    guard = guard or (outer.start.row != kept.start.row and not _inside_brackets(place))
    if parenthesised:
        return [replace(place, f"({source(inner)})" if not source(inner).startswith("(") else source(inner))]
    return [
        Edit(between(place, outer.start, kept.start), "(" if guard else ""),
        Edit(between(place, kept.end, outer.end), ")" if guard else ""),
    ]


def _parenthesised(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.BaseExpression) and bool(node.lpar)


def _inside_brackets(place: Place) -> bool:
    """Whether line breaks are free around ``place``: within another call or display."""
    above = parent(place)
    while above is not None and not isinstance(above.node, cst.BaseStatement | cst.BaseSmallStatement):
        if isinstance(above.node, cst.Arg | cst.List | cst.Dict | cst.Set) or _parenthesised(above.node):
            return True
        above = parent(above)
    return False


def enclosing(place: Place, *kinds: type[cst.CSTNode]) -> Place | None:
    """The nearest node around ``place`` of one of ``kinds``."""
    above = parent(place)
    while above is not None and not isinstance(above.node, kinds):
        above = parent(above)
    return above


def inside(place: Place, outer: Place) -> bool:
    """Whether ``place`` is, or lies within, ``outer``."""
    if place.module is not outer.module or place.unit != outer.unit:
        return False
    here, there = span(place), span(outer)
    return there.start <= here.start and here.end <= there.end


def delete_statement(place: Place) -> list[Edit]:
    """Take out the whole line of the simple statement around ``place``."""
    line = (
        place
        if isinstance(place.node, cst.SimpleStatementLine)
        else enclosing(place, cst.SimpleStatementLine)
    )
    if line is None or not isinstance(line.node, cst.SimpleStatementLine) or len(line.node.body) != 1:
        raise NotEditable("it shares its line with other statements")
    block = parent(line)
    if block is not None and isinstance(block.node, cst.IndentedBlock) and len(block.node.body) == 1:
        return [replace(line, "pass")]
    here = span(line)
    return [Edit(between(line, Position(here.start.row, 1), Position(here.end.row + 1, 1)), "")]


def delete_element(place: Place) -> list[Edit]:
    """Take an element out of the list or tuple that holds it."""
    above = parent(place)
    holder = parent(above) if above is not None else None
    if above is None or holder is None or not isinstance(holder.node, cst.List | cst.Tuple):
        raise NotEditable("it is not an element of a list")
    elements = holder.node.elements
    index = next(i for i, element in enumerate(elements) if element is above.node)
    here = span(place)
    if index > 0:
        before = span(child(place, elements[index - 1].value))
        return [Edit(between(place, before.end, here.end), "")]
    if index + 1 < len(elements):
        after = span(child(place, elements[index + 1].value))
        return [Edit(between(place, here.start, after.start), "")]
    raise NotEditable("it is the only element of a list")
