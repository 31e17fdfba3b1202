"""Where an import that a repair needs is written: in the order that isort keeps, beside what is imported already."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..python.modules import Module, Place
from ..sources.positions import Edit, Position, Span
from ..sources.text import TextIndex, line_ending, split_lines
from . import text
from .text import NotEditable

_Find = Callable[[str, Path, int], "Path | None"]

_LONG = 84
"""Up to this an import takes one name more."""
_FUTURE, _STANDARD, _OTHERS, _OWN = range(4)
LIBRARIES = frozenset({"tensorflow", "keras", "tf_keras"})


@dataclass(frozen=True)
class _Line:
    """An import statement: where it stands, and what isort sorts it by."""

    unit: int
    first: int
    last: int
    key: tuple[int, bool, str]
    library: bool


_LOCAL = re.compile(r"^[ \t]+(?:import|from)[ \t]+(?:tensorflow|keras|tf_keras)\b", re.M)
"""An import in a function, or in a ``try``."""


def waits_for_it(module: Module, modules: Iterable[Module], find: _Find | None) -> bool:
    """Whether importing ``module`` brings no library along, and a function of it imports a module that does.

    An import at its top would have everybody wait for the library, who may have no need of it.
    """
    if find is None:
        return False
    known = {each.path: each for each in modules}
    return not _brings(module, known, find) and any(
        path in known and _brings(known[path], known, find)
        for path in _led_to(module, find, within_functions=True)
    )


def _brings(module: Module, known: Mapping[Path, Module], find: _Find) -> bool:
    """Whether a library is imported at the top of ``module``, or of what that imports there."""
    waiting, seen = [module], {module.path}
    while waiting:
        each = waiting.pop()
        if any(line.library for block in _blocks(each, find) for line in block):
            return True
        paths = {path for path in _led_to(each, find) if path in known} - seen
        seen |= paths
        waiting += [known[path] for path in paths]
    return False


def _led_to(module: Module, find: _Find, *, within_functions: bool = False) -> set[Path]:
    """The files that the imports at the top of ``module`` lead to, or those ``within_functions``."""
    found: set[Path | None] = set()
    for unit in range(len(module.trees)):
        for node in (*module.every(cst.Import, unit), *module.every(cst.ImportFrom, unit)):
            inside = text.enclosing(Place(module, unit, node), cst.FunctionDef) is not None
            if inside is not within_functions:
                continue
            if isinstance(node, cst.ImportFrom):
                home = get_full_name_for_node(node.module) if node.module is not None else None
                level = len(node.relative)
                found.add(find(home or "", module.path, level))
                for each in () if isinstance(node.names, cst.ImportStar) else node.names:
                    dotted = f"{home or ''}.{get_full_name_for_node(each.name)}".lstrip(".")
                    found.add(find(dotted, module.path, level))
            elif isinstance(node, cst.Import):
                found.update(
                    find(get_full_name_for_node(each.name) or "", module.path, 0) for each in node.names
                )
    return {path for path in found if path is not None}


def edit_for(module: Module, find: _Find | None, line: str, place: Place) -> Edit:
    """The edit that adds the import statement ``line`` for the expression at ``place``.

    It goes into the block of imports that has TensorFlow or Keras, since a program may have set their switches
    before that; where there is none, into the last block before ``place``. Raises NotEditable when there are no
    imports to add one to.
    """
    blocks = list(_blocks(module, find))
    if not blocks:
        raise NotEditable("the file has no imports to add one to")
    block = next((each for each in blocks if any(one.library for one in each)), None)
    if block is None:
        if any(_LOCAL.search(unit.code) for unit in module.units):
            raise NotEditable("the file imports the library only where it needs it")
        row = module.span(place).start.row
        before = [each for each in blocks if (each[-1].unit, each[-1].last) < (place.unit, row)]
        block = before[-1] if before else blocks[0]
    name = line.split()[1]
    wanted = (_OTHERS, line.startswith("from "), name.lower())
    earlier = [each for each in block if each.key <= wanted]
    beside = [each for each in earlier if each.key[0] == _OTHERS]
    if beside:
        return _below(module, beside[-1], line)
    if any(each.key[0] == _OTHERS for each in block):
        return _above(module, next(each for each in block if each.key[0] == _OTHERS), line)
    if earlier:
        return _below(module, earlier[-1], line, apart=True)
    return _above(module, block[0], line, apart=True)


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """``edits``, those that add statements at one place as one: plain imports before those of names, as isort has it."""
    together: dict[Span, list[str]] = {}
    for edit in edits:
        together.setdefault(edit.span, []).append(edit.content)
    found: list[Edit] = []
    for span, contents in together.items():
        statements = [each for each in contents if each.split()[0] in ("from", "import")]
        if len(statements) < 2 or len(statements) < len(contents):
            found += [Edit(span, each) for each in contents]
            continue
        first, line = contents[0], contents[0].strip()
        start = first.index(line)
        lines = sorted((each.strip() for each in contents), key=lambda each: (each[:1] == "f", each.lower()))
        ending = "\r\n" if "\r\n" in first else "\n"
        found.append(Edit(span, first[:start] + ending.join(lines) + first[start + len(line) :]))
    return found


def joined(module: Module, line: str, place: Place) -> Edit | None:
    """The edit that adds the name of ``from … import name`` to what is imported from there already, in isort's order."""
    words = line.split()
    if words[0] != "from":
        return None
    for unit, tree in enumerate(module.trees):
        for statement in tree.body:
            if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
                continue
            (found,) = statement.body
            if (
                isinstance(found, cst.ImportFrom)
                and not isinstance(found.names, cst.ImportStar)
                and not found.relative
                and found.module is not None
                and get_full_name_for_node(found.module) == words[1]
            ):
                here = Place(module, unit, found)
                if found.lpar is None and text.span(here).start.row < text.span(here).end.row:
                    return None
                in_time = text.enclosing(place, cst.FunctionDef, cst.Lambda) is not None
                in_time = in_time or (unit, text.span(here).start) < (place.unit, text.span(place).start)
                return _among(here, found.names, words[3]) if in_time else None
    return None


def _among(statement: Place, aliases: Sequence[cst.ImportAlias], name: str) -> Edit | None:
    """``name`` in front of the first of ``aliases`` that isort puts behind it, or behind them all."""
    written = [get_full_name_for_node(each.name) or "" for each in aliases]
    number = next((at for at, each in enumerate(written) if _rank(each) > _rank(name)), len(aliases))
    beside = text.child(statement, aliases[min(number, len(aliases) - 1)])
    here = text.span(beside)
    row = split_lines(beside.module.units[beside.unit].text)[here.start.row - 1].rstrip("\r\n")
    before, after = row[: here.start.column - 1], row[here.end.column - 1 :]
    if "#" in after or len(row) + len(name) > _LONG:
        return None
    apart = f",{_ending(statement)}{before}" if not before.strip() else ", "
    if number < len(aliases):
        return text.insert(beside, here.start, f"{name}{apart}")
    return text.insert(beside, here.end, f"{apart}{name}")


def _rank(name: str) -> tuple[int, str]:
    """What isort sorts the names of one import by: constants, classes, functions."""
    if name.isupper() and len(name) > 1:
        return 0, name.lower()
    return (1 if name[:1].isupper() else 2), name.lower()


def _ending(place: Place) -> str:
    return line_ending(place.module.units[place.unit].text) or "\n"


def _blocks(module: Module, find: _Find | None) -> Iterator[list[_Line]]:
    """The runs of import statements at the top level, those from ``__future__`` aside."""
    for unit, tree in enumerate(module.trees):
        block: list[_Line] = []
        for statement in tree.body:
            lines = _lines(module, unit, statement, find)
            if lines is None:
                if block:
                    yield block
                block = []
            else:
                block += [each for each in lines if each.key[0] != _FUTURE]
        if block:
            yield block


def _lines(module: Module, unit: int, statement: cst.CSTNode, find: _Find | None) -> list[_Line] | None:
    """The import statement on a line, or ``None`` when it is something else."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return None
    imports = [each for each in statement.body if isinstance(each, cst.Import | cst.ImportFrom)]
    if not imports:
        return None
    span = module.span(Place(module, unit, statement))
    first = imports[0]
    if isinstance(first, cst.ImportFrom):
        name = (get_full_name_for_node(first.module) or "") if first.module is not None else ""
        level = len(first.relative)
    else:
        name, level = get_full_name_for_node(first.names[0].name) or "", 0
    root = name.partition(".")[0]
    if root == "__future__":
        section = _FUTURE
    elif level or (find is not None and find(name, module.path, 0) is not None):
        section = _OWN
    else:
        section = _STANDARD if root in sys.stdlib_module_names else _OTHERS
    key = (section, isinstance(first, cst.ImportFrom), name.lower())
    return [_Line(unit, span.start.row, span.end.row, key, root in LIBRARIES and not level)]


def _below(module: Module, line: _Line, content: str, *, apart: bool = False) -> Edit:
    """``content`` under an import, ``apart`` from it by an empty line."""
    source = module.units[line.unit].text
    content += _mark(source, line.last)
    index, ending = TextIndex(source), line_ending(source) or "\n"
    gap = ending if apart else ""
    at = Position(line.last + 1, 1)
    written = gap + content + ending
    try:
        index.offset(at)
    except ValueError:
        # The cell, or file, ends with its imports and without a line break.
        at, written = index.position(len(source)), ending + gap + content
    return Edit(Span(str(module.path), module.units[line.unit].cell, at, at), written)


def _above(module: Module, line: _Line, content: str, *, apart: bool = False) -> Edit:
    source = module.units[line.unit].text
    ending, content = line_ending(source) or "\n", content + _mark(source, line.last)
    at = Position(line.first, 1)
    written = content + ending + (ending if apart else "")
    return Edit(Span(str(module.path), module.units[line.unit].cell, at, at), written)


_LATE = re.compile(r"#\s*noqa:[^#]*\bE402\b|#\s*pylint:\s*disable=wrong-import-position\b")


def _mark(source: str, row: int) -> str:
    """The mark of an import that stands below other code, for one that is added beside it."""
    line = split_lines(source)[row - 1]
    found = _LATE.search(line)
    if found is None:
        return ""
    return "  # noqa: E402" if "E402" in found[0] else f"  {found[0]}"
