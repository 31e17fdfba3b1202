"""What a repair leaves without a user: whoever takes the last ``Softmax()`` out takes its import too.

So is a line ``HEAD = "softmax"`` that only ``activation=HEAD`` had a use for.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..python.modules import Module, Place
from ..rules.finding import View
from ..sources.document import Document
from ..sources.positions import Edit
from ..sources.relevance import WORD, imported
from ..sources.syntax import parsed
from ..sources.text import TextIndex
from . import text
from .import_lines import LIBRARIES

_LITERAL = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
"""Text, in which a word uses nothing."""
_ALL_NAMES = re.compile(
    r"\b(?:globals|locals|dir|vars)\s*\(\s*\)|(?<![.\w])(?:eval|exec)\s*\(\s*(?!\s|[\"'][^\"']*[\"']\s*[,)])"
)
"""What gives the names that a module or a function binds, or reads names that are not written there."""
_PACKAGES = LIBRARIES | {"tensorflow.keras"}


def imports(view: View, edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits that take out what only the text that ``edits`` take out used: the libraries' own names, words for text.

    A name that stands anywhere else stays, be it in a comment, in a string or in a module that imports this one.
    """
    for module in view.program.read:
        mine = [each for each in edits if each.span.path == str(module.path)]
        if not mine:
            continue
        if any(_ALL_NAMES.search(unit.code) for unit in module.units):
            continue  # a name that stands nowhere may be asked for
        gone, left = _words(module, mine)
        unused = {word for word in gone if left[word] == 1}
        for place, aliases, names in _statements(module):
            without = {each for each in names & unused if not _is_imported_from(view, module, each)}
            if without:
                yield from _without(place, aliases, without)
        for place, name in _words_for_text(module):
            if name in unused and not _is_imported_from(view, module, name):
                yield from text.delete_statement(place)


def names_without_user(before: Document, after: Document) -> set[str]:
    """The names that ``before`` uses and that stand once in ``after``, where they can be imported for nobody."""
    left = Counter(word for unit in after.units for word in WORD.findall(unit.text))
    had = Counter(word for unit in before.units for word in WORD.findall(unit.text))
    used: set[str] = set()
    if any(_ALL_NAMES.search(unit.code) for unit in before.units):
        return used
    for unit in before.units:
        tree = parsed(unit.code)
        used.update(node.id for node in ast.walk(tree or ast.Module([], [])) if isinstance(node, ast.Name))
    return {name for name in used if left[name] == 1 < had[name]}


def imports_of(module: Module, unused: Collection[str]) -> Iterator[Edit]:
    """The edits that take the names ``unused`` out of the imports of the libraries' own names in ``module``."""
    for place, aliases, names in _statements(module):
        if without := names.intersection(unused):
            yield from _without(place, aliases, without)


def _words(module: Module, edits: Sequence[Edit]) -> tuple[set[str], Counter[str]]:
    """The words that edits take out, and how often each word stands in a module after them."""
    gone: set[str] = set()
    left: Counter[str] = Counter(word for each in edits for word in WORD.findall(each.content))
    for unit in module.units:
        index, code = TextIndex(unit.text), list(unit.text)
        for each in edits:
            if each.span.cell == unit.cell:
                start, end = index.offset(each.span.start), index.offset(each.span.end)
                gone.update(WORD.findall(_LITERAL.sub("", unit.text[start:end])))
                code[start:end] = " " * (end - start)
        left.update(WORD.findall("".join(code)))
    return gone, left


def _is_imported_from(view: View, module: Module, word: str) -> bool:
    find = view.program.find
    return find is not None and any(
        module.path in imported(other.document, find)
        for other in view.program.read
        if other is not module and any(word in unit.text for unit in other.units)
    )


def _statements(module: Module) -> Iterator[tuple[Place, Sequence[cst.ImportAlias], set[str]]]:
    """The lines ``from <library> import ...`` at the top level, and the names they bind that are no modules."""
    for unit, tree in enumerate(module.trees):
        for line in tree.body:
            if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
                statement = line.body[0]
                if (
                    not isinstance(statement, cst.ImportFrom)
                    or isinstance(statement.names, cst.ImportStar)
                    or statement.module is None
                    or statement.relative
                ):
                    continue
                dotted = get_full_name_for_node(statement.module) or ""
                marked = line.trailing_whitespace.comment
                if marked is not None and "noqa" in marked.value:
                    continue  # it is there for others
                if dotted.partition(".")[0] in LIBRARIES:
                    names = {_bound(each) for each in statement.names}
                    if dotted in _PACKAGES:  # others are modules, and there for more to come
                        names = {each for each in names if each[:1].isupper()}
                    yield Place(module, unit, statement), statement.names, names


def _words_for_text(module: Module) -> Iterator[tuple[Place, str]]:
    """The lines ``NAME = "text"`` that are not all of their block or cell, and the names they bind."""
    for unit in range(len(module.trees)):
        for statement in module.every(cst.Assign, unit):
            target = statement.targets[0].target
            line = text.parent(Place(module, unit, statement))
            block = text.parent(line) if line is not None else None
            if (
                isinstance(target, cst.Name)
                and len(statement.targets) == 1
                and isinstance(statement.value, cst.SimpleString)
                and line is not None
                and isinstance(line.node, cst.SimpleStatementLine)
                and len(line.node.body) == 1
                and block is not None
                and isinstance(block.node, cst.IndentedBlock | cst.Module)
                and len(block.node.body) > 1
                and not _is_of_a_class(block)
            ):
                yield line, target.value


def _is_of_a_class(block: Place) -> bool:
    """Whether lines are the body of a class, whose names its objects have."""
    above = text.parent(block)
    return above is not None and isinstance(above.node, cst.ClassDef)


def _without(place: Place, aliases: Sequence[cst.ImportAlias], unused: Collection[str]) -> Iterator[Edit]:
    kept = [number for number, each in enumerate(aliases) if _bound(each) not in unused]
    if not kept:
        yield from _whole_statement(place)
        return
    spans = [text.span(text.child(place, each)) for each in aliases]
    for number in range(len(aliases)):
        if number in kept:
            continue
        alias = text.child(place, aliases[number])
        if text.has_lines_of_its_own(alias, spans[number]):
            yield from text.delete_lines(alias, spans[number].start.row, spans[number].end.row)
        elif number < kept[-1]:
            here = text.between(place, spans[number].start, spans[number + 1].start)
            if "#" not in text.slice_of(place, here):
                yield Edit(here, "")
        elif number == kept[-1] + 1:
            here = text.between(place, spans[kept[-1]].end, spans[-1].end)
            if "#" not in text.slice_of(place, here):
                yield Edit(here, "")


def _whole_statement(place: Place) -> list[Edit]:
    """The statement, and between two gaps the one above it."""
    lines = place.module.units[place.unit].text.splitlines()
    here = text.span(place)
    first, last = here.start.row, here.end.row
    between_gaps = first > 1 and last < len(lines) and not (lines[first - 2].strip() or lines[last].strip())
    return text.delete_lines(place, first - 1, last) if between_gaps else text.delete_statement(place)


def _bound(alias: cst.ImportAlias) -> str:
    """The name that an alias binds, ``""`` where it is none that can be told."""
    written = alias.asname.name if alias.asname is not None else alias.name
    return written.value if isinstance(written, cst.Name) else ""
