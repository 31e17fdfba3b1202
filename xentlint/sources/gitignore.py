"""Which files ``.gitignore`` files leave out: pathspec matches, here is git's order between levels.

Facts: https://git-scm.com/docs/gitignore. Known differences from git: to pathspec, a pattern that
matches a folder speaks of every file in it too, so that ``!keep/`` in a deeper file takes back what
is in ``keep`` although ``*.py`` further up ignores it. And a pattern that a name of 255 characters
could keep the expression engine busy with for ages (four and more ``*`` between two slashes) is
passed over, like everything behind the first 5,000 patterns of a file.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from .regular import read_regular

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


_MOST_STARS = 3
_MOST_PATTERNS = 5_000
_MOST_BYTES = 1_000_000
_STARS = re.compile(r"\*+")
_SURPLUS = re.compile(r"(?<!\\)\*{2,}")


class Patterns:
    """The patterns of one file, or of one setting; the last one that matches decides.

    ``base`` is the folder that they are relative to.
    """

    def __init__(self, base: Path | str, lines: Iterable[str]) -> None:
        """Take the lines; those that are no pattern are passed over, as git does."""
        self.base = _slashed(str(base))
        with warnings.catch_warnings():
            # ``[[:digit:]]`` makes a regular expression that Python warns of.
            warnings.simplefilter("ignore", FutureWarning)
            self._spec = _compiled(lines)

    def verdict(self, name: str, folder: bool = False) -> bool | None:
        """Tell whether ``name`` is ignored (``True``), taken back (``False``), or not spoken of.

        ``name`` is absolute, inside ``base``, with slashes, without one at the end.
        """
        inside = name[len(self.base) :]
        result = self._spec.check_file(f"{inside}/" if folder else inside)
        if folder and result.include and result.index is not None:
            pattern = self._spec.patterns[result.index].pattern
            if str(pattern).rstrip().endswith("/**"):
                # It means what is in a folder, not the folder, so that later patterns can take back.
                return self._spec.check_file(inside).include
        return result.include


def _compiled(lines: Iterable[str]) -> GitIgnoreSpec:
    # Not at the top: most runs meet no pattern, and should not wait for the import.
    from pathspec import GitIgnoreSpec

    def is_pattern(line: str) -> bool:
        if _takes_ages(line):
            return False
        try:
            GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error):
            return False
        return True

    written = (_simplified(line) for line in lines if line.strip() and not line.startswith("#"))
    return GitIgnoreSpec.from_lines([line for line in islice(written, _MOST_PATTERNS) if is_pattern(line)])


def _simplified(line: str) -> str:
    """``line`` with one star where several beside each other mean no more than one: all but a ``**`` by itself."""
    if "**" not in line:
        return line
    return "/".join(each if each.strip() == "**" else _SURPLUS.sub("*", each) for each in line.split("/"))


def _takes_ages(line: str) -> bool:
    """Tell whether the time to match grows with more than the cube of a name, or a path, in length."""
    segments = line.split("/")
    across = sum(segment.strip() == "**" for segment in segments)
    return across > _MOST_STARS or any(len(_STARS.findall(segment)) > _MOST_STARS for segment in segments)


def is_ignored(name: str, folder: bool, levels: Sequence[Patterns]) -> bool:
    """Tell what ``levels``, outermost first, say of ``name``: the nearest one has the last word."""
    for patterns in reversed(levels):
        verdict = patterns.verdict(name, folder)
        if verdict is not None:
            return verdict
    return False


def is_in_ignored_folder(top: Path, levels: Sequence[Patterns]) -> bool:
    """Tell whether the folder ``top``, or one above it, is ignored by ``levels``."""
    for folder in (top, *top.parents):
        name = folder.as_posix()
        if is_ignored(name, True, [each for each in levels if name.startswith(each.base)]):
            return True
    return False


def levels_above(top: Path) -> tuple[Patterns, ...]:
    """Return what the folders above ``top`` say, up to the root of its repository, outermost first."""
    chain = [top, *top.parents]
    root = next((position for position, folder in enumerate(chain) if os.path.exists(folder / ".git")), None)
    if root is None:
        return ()
    files = [(chain[root] / ".git" / "info" / "exclude", chain[root])]
    files += [(folder / ".gitignore", folder) for folder in reversed(chain[1 : root + 1])]
    return tuple(patterns for file, folder in files for patterns in read_level(file, folder))


def read_level(file: Path | str, folder: Path | str) -> Iterator[Patterns]:
    """Yield the patterns that ``file`` holds for ``folder``; one that cannot be read holds none."""
    try:
        text = read_regular(file, _MOST_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return
    yield Patterns(folder, text.replace("\r\n", "\n").split("\n"))


def _slashed(folder: str) -> str:
    return folder.replace(os.sep, "/").rstrip("/") + "/"
