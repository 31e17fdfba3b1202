"""``# noqa`` comments: what they silence, and which of them silenced nothing.

The syntax and the reach of a comment are flake8's, so that every front end agrees: ``# noqa``
silences everything, ``# noqa: XEN101,XEN2`` what starts with one of these; behind a multi-line
string, or lines that a backslash joins, it reaches all of their lines. A line of its own that says
``# xentlint: skip-file`` or ``# flake8: noqa`` silences the file (with codes: these codes).
Comments are found by tokenizing, so text in a string is never one; only where Python cannot
tokenize a source are its lines searched as they stand.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..rules.codes import matching
from ..sources.document import Document, Unit
from ..sources.positions import Span
from ..sources.text import split_lines

# flake8's own expression (flake8.defaults.NOQA_INLINE_REGEXP).
_INLINE = re.compile(r"# noqa(?::[\s]?(?P<codes>(?:[A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_WHOLE_FILE = re.compile(
    r"# (?:xentlint:\s*skip-file\b|flake8[:=]\s*noqa(?::\s?(?P<codes>(?:[A-Z]+[0-9]+(?:[,\s]+)?)+))?)",
    re.IGNORECASE,
)
_MOST_CHARACTERS = 10_000
"""Of a comment: thousands of codes behind one ``noqa`` were not written to silence anything."""
_OUR_CODES = re.compile(r"noqa[^\n]*xen", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,\s]+")


@dataclass(slots=True)
class Directive:
    """One ``noqa``: where it stands, which rows it reaches, and what it names.

    ``rows`` is empty for one that silences the whole file; ``codes`` is empty for one that
    silences everything. ``used`` collects the codes of findings that it silenced.
    """

    row: int
    column: int
    end_column: int
    rows: range
    codes: tuple[str, ...]
    used: set[str] = field(default_factory=set)

    def take(self, code: str) -> bool:
        """Tell whether ``code`` is silenced, and remember it when it is."""
        silenced = not self.codes or code.upper().startswith(self.codes)
        if silenced:
            self.used.add(code.upper())
        return silenced


class Suppressions:
    """The directives of one unit, and what they have silenced so far."""

    def __init__(self, lines: Sequence[Directive], whole_file: Sequence[Directive]) -> None:
        """Take the directives that reach lines, and those that reach everything."""
        self._whole_file = tuple(whole_file)
        self._by_row: dict[int, list[Directive]] = {}
        for directive in lines:
            for row in directive.rows:
                self._by_row.setdefault(row, []).append(directive)
        self._directives = (*whole_file, *lines)

    @classmethod
    def of(cls, unit: Unit) -> Suppressions:
        """Find the directives in ``unit``."""
        lowered = unit.code.lower()
        if "noqa" not in lowered and "skip-file" not in lowered:
            return cls((), ())
        lines: list[Directive] = []
        whole_file: list[Directive] = []
        for row, column, comment, alone, rows in _comments(unit.code):
            match = _WHOLE_FILE.match(comment) if alone else None
            found = whole_file
            if match is None:
                match, found = _INLINE.search(comment), lines
            if match is not None:
                codes = tuple(code.upper() for code in _SEPARATOR.split(match["codes"] or "") if code)
                start = column + match.start()
                end = column + match.start() + len(match[0].rstrip(", \t"))
                found.append(Directive(row, start, end, rows if found is lines else range(0), codes))
        return cls(lines, whole_file)

    def silences(self, code: str, row: int) -> bool:
        """Tell whether a finding with ``code`` in ``row`` is silenced; its directives count as used."""
        return _silenced(self._by_row.get(row, ()), code)

    def silences_file(self, code: str) -> bool:
        """Tell whether the whole file is silent about ``code``."""
        return _silenced(self._whole_file, code)

    def unused(self, known_codes: Iterable[str]) -> list[tuple[int, int, int, tuple[str, ...]]]:
        """Return what XEN902 reports: row, column, end column, and the codes that silenced nothing.

        Only codes of xentlint count. One that covers some rule, but none in ``known_codes`` (the
        rules that ran), may well silence something another time, and is not reported.
        """
        ran = tuple(code.upper() for code in known_codes)
        reported = []
        for directive in self._directives:
            idle = tuple(
                code
                for code in directive.codes
                if code.startswith("XEN")
                and not any(used.startswith(code) for used in directive.used)
                and (any(known.startswith(code) for known in ran) or not matching(code))
            )
            if idle:
                reported.append((directive.row, directive.column, directive.end_column, idle))
        return sorted(reported)


class SuppressionTable:
    """The suppressions of a whole run, by file and cell: looked for where something is found, or they name our codes."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Take ``documents``, with the modules that notebooks write."""
        self._units: dict[str, list[Unit]] = {}
        self._found: dict[str, list[tuple[int | None, Suppressions]]] = {}
        for document in documents:
            written = [unit for module in document.written for unit in module.units]
            self._units.setdefault(str(document.path), []).extend((*document.units, *written))

    def _of(self, path: str) -> list[tuple[int | None, Suppressions]]:
        """What is said in a file, cell by cell."""
        known = self._found.get(path)
        if known is None:
            units = self._units.get(path, ())
            known = self._found[path] = [(unit.cell, Suppressions.of(unit)) for unit in units]
        return known

    def silences(self, code: str, primary: Span, related: Iterable[Span] = ()) -> bool:
        """Tell whether a finding is silenced: by its file, or on any line of any of its places."""
        silenced = [each.silences_file(code) for _, each in self._of(primary.path)]
        for span in (primary, *related):
            suppressions = dict(self._of(span.path)).get(span.cell)
            if suppressions is not None:
                rows = range(span.start.row, span.end.row + 1)
                silenced += [suppressions.silences(code, row) for row in rows]
        return any(silenced)

    def unused(
        self, known_codes: Callable[[str], Iterable[str]]
    ) -> Iterator[tuple[str, int | None, int, int, int, tuple[str, ...]]]:
        """Yield path, cell, row, column, end column and codes of what silenced nothing.

        ``known_codes`` are those that ran, for the path of a file. Ask only after every finding of the
        run went through `silences`.
        """
        for path, units in self._units.items():
            if not any(_OUR_CODES.search(unit.code) for unit in units):
                continue  # others are nothing that we could call unused
            for cell, suppressions in dict(self._of(path)).items():
                for row, column, end_column, codes in suppressions.unused(known_codes(path)):
                    yield path, cell, row, column, end_column, codes


def _silenced(directives: Iterable[Directive], code: str) -> bool:
    # Every directive that applies is used, not only the first: hence the list.
    taken = [directive.take(code) for directive in directives]
    return any(taken)


def _comments(code: str) -> Iterator[tuple[int, int, str, bool, range]]:
    """Yield each comment: row, column, text, whether it has its line alone, and the rows it reaches."""
    lines = [line.rstrip("\r\n") for line in split_lines(code)]
    try:
        # In a list: what fails at the end must not have said anything before.
        found = list(_tokenized(lines))
    except (tokenize.TokenError, SyntaxError):
        found = [
            (row, column + 1, line[column:], not line[:column].strip(), range(row, row + 1))
            for row, line in enumerate(lines, 1)
            if (column := line.find("#")) >= 0
        ]
    for row, column, comment, alone, rows in found:
        yield row, column, comment[:_MOST_CHARACTERS], alone, rows


def _tokenized(lines: Sequence[str]) -> Iterator[tuple[int, int, str, bool, range]]:
    source = iter([f"{line}\n" for line in lines])
    comments: list[tokenize.TokenInfo] = []
    first: int | None = None
    for token in tokenize.generate_tokens(lambda: next(source, "")):
        if token.type in (tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT):
            continue
        first = token.start[0] if first is None else first
        if token.type == tokenize.COMMENT:
            comments.append(token)
        elif token.type in (tokenize.NL, tokenize.NEWLINE):
            rows = range(first, token.end[0] + 1)
            for comment in comments:
                row, column = comment.start
                yield row, column + 1, comment.string, not lines[row - 1][:column].strip(), rows
            comments, first = [], None
