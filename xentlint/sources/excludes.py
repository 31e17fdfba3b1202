"""What is configured to be left out: file patterns, relative to the folder of their configuration."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from .gitignore import Patterns


class Excludes:
    """The patterns of one configuration; ``root`` is the folder that they are relative to."""

    def __init__(self, patterns: Sequence[str], root: Path | None) -> None:
        # Nearly all patterns are plain names, and looking up a name is cheap.
        self._names = frozenset(pattern for pattern in patterns if not set(pattern) & set("*?[]!/\\#"))
        self._others = [pattern for pattern in patterns if pattern not in self._names]
        self._root = root

    def cover(self, path: str, folder: bool) -> bool:
        """Tell whether the file or folder at the absolute ``path`` is left out, by its own name or place."""
        if os.path.basename(path) in self._names:
            return True
        if self._patterns is None:
            return False
        name = path.replace(os.sep, "/")
        if not name.startswith(self._patterns.base):
            name = self._patterns.base + os.path.basename(path)  # from elsewhere: known by its name alone
        return self._patterns.verdict(name, folder) is True

    def cover_below_root(self, path: Path) -> bool:
        """Tell whether the file ``path``, or a folder between it and the root, is left out."""
        return any(self.cover(str(each), folder=each != path) for each in self._up_to_root(path))

    def _up_to_root(self, path: Path) -> Iterator[Path]:
        yield path
        if self._root is not None and path.is_relative_to(self._root):
            for folder in path.parents:
                if folder == self._root:
                    return
                yield folder

    @cached_property
    def _patterns(self) -> Patterns | None:
        return Patterns(self._root or Path("/"), self._others) if self._others else None
