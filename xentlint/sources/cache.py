"""Results of whole runs, kept on disk by the content of everything that they rest on.

An entry's name says what was checked, with what, and under which settings. What the run saw besides
(imported files, places where a module was looked for) is in the entry, and is looked at again
before the entry is believed. What cannot be read, or is not ours, counts as absent; what cannot be
written is not kept: a cache never makes a run fail.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from .surroundings import Surroundings, digest

if TYPE_CHECKING:
    from ..config import Settings
    from .document import Document

FOLDER = ".xentlint_cache"
KEPT = 20
"""How many entries stay: those that were used last."""

_ENTRY = re.compile(r"[0-9a-f]{64}\.json")
_PACKAGE = Path(__file__).parents[1]
_MARKERS = {
    ".gitignore": b"*\n",
    # By this line backup programs know a cache, and leave it out.
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by xentlint; may be deleted.\n",
}


def cache_folder(settings: Settings) -> Path | None:
    """Where results are kept: as configured, else in the project's root; ``None`` for nowhere."""
    if not settings.cache:
        return None
    return settings.cache_dir or (settings.root and settings.root / FOLDER)


def run_key(documents: Iterable[Document], targets: Iterable[str | None]) -> str:
    """The name of a run over ``documents``, in their order, by this xentlint on this Python."""
    read = [
        (
            str(document.path),
            document.kind,
            document.encoding,
            digest(document.raw),
            [problem.message for problem in document.problems],
        )
        for document in documents
    ]
    return digest(_json((__version__, sys.version, _code(), list(targets), read)))


class Cache:
    """The entries in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> Any:
        """What was stored under ``key``, if all that it rests on is as it was, else ``None``."""
        entry = self._entry(key)
        try:
            checksum, _, body = entry.read_bytes().partition(b"\n")
            if checksum != _checksum(key, body):
                return None
            surroundings, value = json.loads(body)
            if not Surroundings(**surroundings).still_hold():
                return None
        except (OSError, ValueError, TypeError):
            return None
        with contextlib.suppress(OSError):
            os.utime(entry)  # it was used: see `KEPT`
        return value

    def store(self, key: str, value: Any, surroundings: Surroundings) -> None:
        """Keep ``value`` (of what JSON knows) under ``key``, if the folder can be written."""
        from .atomic import write_atomically

        seen = {
            "followed": dict(surroundings.followed),
            "files": dict(surroundings.files),
            "folders": dict(surroundings.folders),
        }
        body = _json((seen, value))
        with contextlib.suppress(OSError):
            self._make_folder()
            write_atomically(self._entry(key), _checksum(key, body) + b"\n" + body)
            self._prune()

    def _entry(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _make_folder(self) -> None:
        """Make the folder; one that was there already may hold other things, and is not marked."""
        try:
            self._folder.mkdir(parents=True)
        except FileExistsError:
            return
        for name, content in _MARKERS.items():
            (self._folder / name).write_bytes(content)

    def _prune(self) -> None:
        with os.scandir(self._folder) as listed:
            entries = [each for each in listed if _ENTRY.fullmatch(each.name)]
        entries.sort(key=lambda each: each.stat().st_mtime_ns, reverse=True)
        for each in entries[KEPT:]:
            os.unlink(each.path)


def _json(value: object) -> bytes:
    # Escapes keep what a path may hold of bytes that are no text.
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _checksum(key: str, body: bytes) -> bytes:
    return digest(key.encode("ascii") + body).encode("ascii")


@lru_cache(maxsize=1)
def _code() -> tuple[tuple[str, int, int], ...]:
    """What tells the code that judges from any other: a checkout changes without a new version.

    Asked once, before the evaluator is imported: what changes later is not what this process runs.
    """
    return tuple(_stamps())


def _stamps() -> Iterator[tuple[str, int, int]]:
    parser = find_spec("libcst")
    if parser is not None and parser.origin is not None:  # looked up, not imported
        yield _stamp(parser.origin)
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(set(folders) - {"__pycache__", "verify"})  # verify judges nothing
        for name in sorted(names):
            if name.endswith(".py"):
                yield _stamp(os.path.join(folder, name))


def _stamp(path: str) -> tuple[str, int, int]:
    try:
        status = os.stat(path)
    except OSError:  # it is being replaced right now
        return path, 0, 0
    return path, status.st_mtime_ns, status.st_size
