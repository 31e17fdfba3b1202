"""Small programs of what people met, each with what is to be found on its first line: judge them.

The first line is ``# expect: ``, then ``nothing``, or ``XEN201 at line 38``, several joined by ``and`` or ``;``,
``XEN301 at lines 12,13``, ``XEN204 in the metric function line 10`` (anywhere in the function that has the line);
what stands in brackets explains. A demand that is marked ``unmet`` may be met since: such a program may have
any report. ``XEN202 on ... only, else nothing`` asks for nothing where no Keras is targeted.

    python -m tests.corpus.threads FOLDER
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xentlint import check

_PART = re.compile(r"(?P<code>XEN\d{3}) (?P<where>at|in [\w ]*?) ?lines? (?P<lines>\d+(?:,\d+)*)")
_NOTE = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Demand:
    """A report that is asked for: its code, and the lines on one of which it stands."""

    code: str
    first: int
    last: int


def demands(source: str) -> list[Demand] | None:
    """What the first line of a program asks for, ``None`` where it leaves that open."""
    first = source.partition("\n")[0]
    if "unmet" in first:
        return None
    text = _NOTE.sub("", first.partition("expect:")[2])
    if "nothing" in text:
        return []
    found = []
    for part in _PART.finditer(text):
        for line in map(int, part["lines"].split(",")):
            around = _function(source, line) if part["where"].startswith("in") else (line, line)
            found.append(Demand(part["code"], *around))
    return found


def _function(source: str, line: int) -> tuple[int, int]:
    """The lines of the innermost function around ``line``."""
    spans = [
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return max(spans, default=(line, line))


def as_stated(asked: list[Demand], found: list[tuple[str, int]]) -> bool:
    """Whether what is found is what is asked for, each once, and nothing else."""
    left = sorted(found)
    for each in asked:
        fits = [one for one in left if one[0] == each.code and each.first <= one[1] <= each.last]
        if not fits:
            return False
        left.remove(fits[0])
    return not left


def judge(folder: Path) -> Iterator[tuple[str, list[Demand] | None, list[tuple[str, int]]]]:
    """Each program, what is expected of it and what is reported, without what is off by default."""
    for file in sorted(folder.glob("*.py")):
        found = [(each.code, each.span.start.row) for each in check([file])]
        yield file.name, demands(file.read_text(encoding="utf-8")), found


def main() -> int:
    """Print every program that comes out otherwise, and how many do."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    programs = list(judge(parser.parse_args().folder))
    others = [each for each in programs if each[1] is not None and not as_stated(each[1], each[2])]
    for name, asked, found in others:
        print(f"{name}: expected {asked}, found {sorted(found)}")
    left_open = sum(asked is None for _, asked, _ in programs)
    print(f"{len(programs) - len(others)} of {len(programs)} as stated; {left_open} of them leave it open")
    return 1 if others else 0


if __name__ == "__main__":
    raise SystemExit(main())
