"""Which files a run reads: those that are named, and the Python and notebooks in named folders.

In a folder, ``.gitignore`` files are respected at every level up to the root of the repository, as
are the configured excludes, those of the nearest configuration. A file that is named is taken all
the same, unless ``force-exclude`` is set. Folders behind symbolic links are not entered (so there
are no loops), linked files are taken once. The order is that of the names, so that two runs agree.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..sources.excludes import Excludes
from ..sources.gitignore import Patterns, is_ignored, is_in_ignored_folder, levels_above, read_level

if TYPE_CHECKING:
    from ..config.settings import Settings

_SUFFIXES = (".py", ".ipynb")


@dataclass(frozen=True, slots=True)
class Discovered:
    """A file to read, or a path that could not be used and why.

    ``path`` is absolute. ``explicit`` says that it was named, not found in a folder. ``error`` is
    ``None`` for a file to read; ``skipped`` is the reason why a file that is excluded although it
    was named, or what a folder holds under the name of a file (a pipe, a device), is not read, which
    is no error.
    """

    path: Path
    explicit: bool = False
    error: str | None = None
    skipped: str | None = None


def discover(paths: Iterable[Path | str], settings: Settings) -> Iterator[Discovered]:
    """Yield the files below ``paths`` in the order given, each once, folders in the order of names.

    A path that does not exist, or a folder that cannot be read, yields one record with an error,
    and the rest goes on.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _discover_one(Path(os.path.abspath(path)), settings):
            # A link and its file are one file: it is checked, and repaired, once.
            name = os.path.realpath(found.path) if os.path.islink(found.path) else str(found.path)
            if name not in seen:
                seen.add(name)
                yield found


def _discover_one(path: Path, settings: Settings) -> Iterator[Discovered]:
    own = settings.of(path)
    if own.force_exclude and own.excludes.cover_below_root(path):
        yield Discovered(path, explicit=True, skipped="excluded by the configuration")
    elif os.path.isdir(path):
        yield from _Walk(path, settings).files()
    elif os.path.lexists(path):
        reason = None if os.path.exists(path) else "is a link to a file that does not exist"
        yield Discovered(path, explicit=True, error=reason)
    else:
        yield Discovered(path, explicit=True, error="no such file or folder")


class _Walk:
    """One walk through a named folder."""

    def __init__(self, top: Path, settings: Settings) -> None:
        self._top = top
        self._settings = settings
        self._respect_gitignore = settings.respect_gitignore

    def files(self) -> Iterator[Discovered]:
        levels: tuple[Patterns, ...] = ()
        if self._respect_gitignore:
            levels = levels_above(self._top)
            if is_in_ignored_folder(self._top, levels):
                levels = ()  # who names an ignored folder wants what is in it
        # A stack, since folders may lie in each other more deeply than calls can.
        waiting = [self._folder(str(self._top), levels)]
        while waiting:
            found = next(waiting[-1], None)
            if found is None:
                waiting.pop()
            elif isinstance(found, Discovered):
                yield found
            else:
                waiting.append(self._folder(*found))

    def _folder(
        self, folder: str, levels: tuple[Patterns, ...]
    ) -> Iterator[Discovered | tuple[str, tuple[Patterns, ...]]]:
        """Yield the files of a folder, and in their places the folders in it to go into."""
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            reason = f"the folder cannot be read: {error.strerror or error}"
            yield Discovered(Path(folder), explicit=folder == str(self._top), error=reason)
            return
        names = {entry.name for entry in listed}
        if "pyvenv.cfg" in names and folder != str(self._top):
            return  # a virtual environment, whatever its name
        if self._respect_gitignore and ".gitignore" in names:
            levels = (*levels, *read_level(os.path.join(folder, ".gitignore"), folder))
        excludes = self._settings.of(Path(folder, "_")).excludes
        for entry in listed:
            if entry.name.endswith(_SUFFIXES) and not _is_folder(entry, follow=True):
                if not self._is_out(entry, False, excludes, levels) and (found := _file(entry)):
                    yield found
            elif _is_folder(entry) and not self._is_out(entry, True, excludes, levels):
                yield entry.path, levels

    def _is_out(
        self, entry: os.DirEntry[str], folder: bool, excludes: Excludes, levels: tuple[Patterns, ...]
    ) -> bool:
        return excludes.cover(entry.path, folder) or is_ignored(
            entry.path.replace(os.sep, "/"), folder, levels
        )


def _file(entry: os.DirEntry[str]) -> Discovered | None:
    """The file of ``entry``, or why it is none; nothing for a link to what does not exist."""
    path = Path(entry.path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return None  # as editors make them to lock a file
    except OSError as error:
        return Discovered(path, skipped=f"cannot be reached: {error.strerror or error}")
    return Discovered(path) if stat.S_ISREG(mode) else Discovered(path, skipped="is not a regular file")


def _is_folder(entry: os.DirEntry[str], *, follow: bool = False) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:  # a link to itself, or behind a folder that may not be entered
        return False
