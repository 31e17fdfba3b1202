"""Edits on the source text of nodes: what stands there, and how to change just that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import libcst as cst

from ..python.modules import Place
from ..python.nodes import children
from ..sources.positions import Edit, Position, Span
from ..sources.text import TextIndex, split_lines


class NotEditable(Exception):
    """The source is written in a way that a repair cannot change safely; the text says why."""


def span(place: Place) -> Span:
    """Where ``place`` stands."""
    return place.module.span(place)


def _index(place: Place) -> TextIndex:
    return _index_of(place.module.units[place.unit].text)


_index_of = lru_cache(maxsize=64)(TextIndex)


def source(place: Place) -> str:
    """The text of ``place``."""
    return slice_of(place, span(place))


def in_order(places: Iterable[Place]) -> list[Place]:
    """Places by file and position: the order of a set is another one in each run."""
    return sorted(places, key=lambda each: (str(each.module.path), each.unit, span(each).start))


def where(place: Place) -> str:
    """Where ``place`` stands, for a message: ``train.py:12``, ``train.ipynb:cell 3:12``."""
    here = span(place)
    cell = "" if here.cell is None else f"cell {here.cell}:"
    return f"{place.module.path.name}:{cell}{here.start.row}"


def slice_of(place: Place, where: Span) -> str:
    """The text of ``where`` in the unit of ``place``."""
    text, index = place.module.units[place.unit].text, _index(place)
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


def delete_argument(
    place: Place, value: Place, is_about: Callable[[str], bool] = lambda comment: False
) -> list[Edit] | None:
    """Take the argument ``value`` out of the call at ``place``; ``None`` where that moves others or a comment.

    A comment goes with the line of the argument where it ``is_about`` that.
    """
    args = call_of(place).args
    index = next((i for i, arg in enumerate(args) if arg.value is value.node), None)
    if index is None or len(args) == 1:
        return None
    if args[index].keyword is None and any(arg.keyword is None for arg in args[index + 1 :]):
        return None
    here = span(child(place, args[index]))
    if has_lines_of_its_own(child(place, args[index]), here):
        # What stands behind it on its line would go with it.
        line = slice_of(place, between(place, here.end, Position(here.end.row + 1, 1)))
        _, hash_sign, comment = line.partition("#")
        stays = hash_sign and not is_about((hash_sign + comment).strip())
        return None if stays else delete_lines(place, here.start.row, here.end.row)
    if index + 1 < len(args):
        start, end = here.start, span(child(place, args[index + 1])).start
    else:
        start, end = _after_parentheses(child(place, args[index - 1].value)), here.end
    where = between(place, start, end)
    if "#" not in slice_of(place, where):
        return [Edit(where, "")]
    row = _lines(place)[here.start.row - 1]
    before, after = row[: here.start.column - 1].strip(), row[here.end.column - 1 :].strip()
    last = index + 1 == len(args) and here.start.row == here.end.row
    alone = last and not before and (not after or is_about(after))
    return delete_lines(place, here.start.row, here.end.row) if alone else None


def _after_parentheses(place: Place) -> Position:
    """The end of an expression, with the parentheses around it."""
    end = span(place).end
    count = len(getattr(place.node, "rpar", ()))
    if not count:
        return end
    text, index = place.module.units[place.unit].text, _index(place)
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
    """Replace the call at ``place`` by its argument ``inner``, keeping the argument's own text.

    An assignment that would then give a name its own value goes as a whole.
    """
    outer, kept = span(place), span(inner)
    around = parent(place)
    if around is not None and _assigns_itself(around.node, place.node, inner.node):
        line = parent(around)
        if line is not None and isinstance(line.node, cst.SimpleStatementLine) and len(line.node.body) == 1:
            return delete_statement(line)
    tight = around is not None and isinstance(around.node, _TIGHT)
    if around is not None and isinstance(around.node, cst.Call):
        tight = around.node.func is place.node
    guard = tight and is_loose(inner.node)
    spread = outer.start.row != kept.start.row or kept.start.row != kept.end.row
    guard = guard or (spread and not _inside_brackets(place) and not _is_bracketed(inner.node))
    if _parenthesised(inner.node):
        held = source(inner)
        return [replace(place, held if held.startswith("(") else f"({held})")]
    return only(place, inner, "(" if guard else "", ")" if guard else "")


def only(place: Place, inner: Place, before: str, after: str) -> list[Edit]:
    """Leave of ``place`` only the text of ``inner``, with something on both sides."""
    outer, kept = span(place), span(inner)
    pairs = ((between(place, outer.start, kept.start), before), (between(place, kept.end, outer.end), after))
    return [Edit(where, content) for where, content in pairs if content or where.start != where.end]


def is_loose(node: cst.CSTNode) -> bool:
    """Whether the expression needs parentheses beside an operator."""
    return isinstance(node, _LOOSE) and not _parenthesised(node)


def _assigns_itself(statement: cst.CSTNode, value: cst.CSTNode, inner: cst.CSTNode) -> bool:
    return (
        isinstance(statement, cst.Assign)
        and statement.value is value
        and len(statement.targets) == 1
        and isinstance(statement.targets[0].target, cst.Name)
        and isinstance(inner, cst.Name)
        and statement.targets[0].target.value == inner.value
    )


def _is_bracketed(node: cst.CSTNode) -> bool:
    """Whether the line breaks within the expression are all between brackets of its own."""
    if _parenthesised(node):
        return True
    return isinstance(node, cst.Call | cst.Subscript) and isinstance(
        node.func if isinstance(node, cst.Call) else node.value, cst.Name
    )


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


def is_parameter(place: Place) -> bool:
    """Whether the expression is a parameter of the function around it: callers decide what it is."""
    if not isinstance(place.node, cst.Name):
        return False
    function = enclosing(place, cst.FunctionDef, cst.Lambda)
    while function is not None and isinstance(function.node, cst.FunctionDef | cst.Lambda):
        params = function.node.params
        if any(
            p.name.value == place.node.value
            for p in (*params.posonly_params, *params.params, *params.kwonly_params)
        ):
            return True
        function = enclosing(function, cst.FunctionDef, cst.Lambda)
    return False


def is_own_attribute(node: cst.Attribute) -> bool:
    """Whether it is ``self.name``."""
    return isinstance(node.value, cst.Name) and node.value.value in ("self", "cls")


def reads(function: Place, name: str, after: Position) -> list[Place]:
    """Where ``name`` stands in ``function`` after a point."""
    found: list[Place] = []
    waiting: list[cst.CSTNode] = [function.node]
    while waiting:
        node = waiting.pop()
        waiting.extend(children(node))
        if isinstance(node, cst.Name) and node.value == name:
            here = child(function, node)
            above = parent(here)
            spelled = above is not None and (
                (isinstance(above.node, cst.Attribute) and above.node.attr is node)
                or (isinstance(above.node, cst.Arg) and above.node.keyword is node)
            )
            if not spelled and after <= span(here).start:
                found.append(here)
    return found


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
    if block is not None and isinstance(block.node, cst.SimpleStatementSuite):
        return [replace(line, "pass")]
    here = span(line)
    above = _comment_above(line) if _ends_a_paragraph(line, here.end.row) else 0
    return delete_lines(line, here.start.row - above, here.end.row)


_NO_PROSE = re.compile(
    r"#\s*(!|%%|-\*-|--8<--|noqa\b|type:|pylint:|mypy:|ruff:|fmt:|(end)?region\b|\[|<)", re.I
)
"""Comments that mean something to a tool, or are not words."""


def _comment_above(line: Place) -> int:
    """How many lines of comment stand right above a statement."""
    lines, row = _lines(line), span(line).start.row - 1
    count = 0
    while count < row and is_prose(lines[row - 1 - count].strip()):
        count += 1
    return count


def _ends_a_paragraph(line: Place, last: int) -> bool:
    """Whether what is said above a statement is said of it alone: another comment, a gap or nothing follows."""
    lines = _lines(line)
    after = lines[last] if last < len(lines) else ""
    depth = len(after) - len(after.lstrip())
    return not after.strip() or after.lstrip().startswith("#") or depth < span(line).start.column - 1


def is_prose(comment: str) -> bool:
    """Whether it is a comment that says something to its reader."""
    return comment.startswith("#") and not _NO_PROSE.match(comment)


def _lines(place: Place) -> list[str]:
    return [line.rstrip("\r\n") for line in split_lines(place.module.units[place.unit].text)]


def delete_lines(place: Place, first: int, last: int) -> list[Edit]:
    """Take out whole lines, and with the last line of a text the break before it."""
    index = _index(place)
    try:
        index.offset(Position(last + 1, 1))
    except ValueError:
        text = place.module.units[place.unit].text
        end = index.position(len(text))
        if first == 1:
            return [Edit(between(place, Position(1, 1), end), "")]
        before = index.offset(Position(first, 1)) - 1
        if before > 0 and text[before - 1 : before + 1] == "\r\n":
            before -= 1
        return [Edit(between(place, index.position(before), end), "")]
    return [Edit(between(place, Position(first, 1), Position(last + 1, 1)), "")]


def delete_element(place: Place) -> list[Edit]:
    """Take an element out of the list or tuple that holds it, with its line where it has one."""
    above = parent(place)
    holder = parent(above) if above is not None else None
    if above is None or holder is None or not isinstance(holder.node, cst.List | cst.Tuple):
        raise NotEditable("it is not an element of a list")
    elements = holder.node.elements
    index = next(i for i, element in enumerate(elements) if element is above.node)
    if len(elements) == 1:
        raise NotEditable("it is the only element of a list")
    here = span(place)
    if has_lines_of_its_own(place, here):
        return delete_lines(place, here.start.row, here.end.row)
    if index + 1 < len(elements):
        after = span(child(place, elements[index + 1].value))
        return [Edit(between(place, here.start, after.start), "")]
    before = span(child(place, elements[index - 1].value))
    held = slice_of(place, between(place, before.end, here.start))
    if "#" in held:
        raise NotEditable("a comment stands before it")
    if isinstance(holder.node, cst.Tuple) and index == 1:
        # What stays must stay a tuple.
        comma = held.index(",") + 1
        text, own = place.module.units[place.unit].text, _index(place)
        end = own.offset(here.end)
        if text[end : end + 1] == ",":
            end += 1
        start = own.offset(before.end) + comma
        return [Edit(between(place, own.position(start), own.position(end)), "")]
    return [Edit(between(place, before.end, here.end), "")]


def has_lines_of_its_own(place: Place, here: Span) -> bool:
    """Whether nothing else but a comma and a comment shares the lines of an element."""
    text, index = place.module.units[place.unit].text, _index(place)
    start, end = index.offset(here.start), index.offset(here.end)
    before = text[index.offset(Position(here.start.row, 1)) : start]
    after = text[end:].partition("\n")[0].strip()
    return not before.strip() and after.startswith(",") and after[1:].lstrip()[:1] in ("", "#")
