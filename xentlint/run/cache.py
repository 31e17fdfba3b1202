"""Results of whole runs and of each program in them, kept in the user's folder by the content of all that they rest on.

An entry's name says what was checked, with what, and under which settings. What the run saw besides
(imported files, places where a module was looked for) is in the entry, and is looked at again
before the entry is believed. What cannot be read, or is not ours, counts as absent; what cannot be
written is not kept: a cache never makes a run fail.

Nor does it serve anyone else: an entry is signed with a key that lies in the user's own folder, so
that a repository which ships a cache is not believed; it holds no edits, so that no repair ever
comes out of a file; and only what has our name and our heading is deleted.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..sources import folders
from ..sources.atomic import write_atomically
from ..sources.regular import read_regular
from ..sources.surroundings import Surroundings, digest

if TYPE_CHECKING:
    from ..config.settings import Settings
    from ..sources.document import Document

MOST_BYTES = 64 * 1024 * 1024
"""How much stays: the entries that were used last."""
MOST_ENTRY_BYTES = 16 * 1024 * 1024
_KEY_BYTES = 32
_DAY = 86_400.0

_ENTRY = re.compile(r"[0-9a-f]{64}\.json")
_LEFTOVER = re.compile(r"\.xentlint-[0-9a-f]{16}\.new")
_HEADING = b"xentlint result "
_PACKAGE = Path(__file__).parents[1]
_MARKERS = {
    ".gitignore": b"*\n",
    # By this line backup programs know a cache, and leave it out.
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by xentlint; may be deleted.\n",
}


def open_cache(settings: Settings) -> Cache | None:
    """The cache that ``settings`` ask for, ``None`` for none or where no key can be kept."""
    if not settings.cache:
        return None
    own = folders.cache_folder()
    key = _key(own)
    return Cache(settings.cache_dir or own, key) if key is not None else None


def run_key(documents: Iterable[Document], roots: Iterable[Path], targets: Iterable[str | None]) -> str:
    """The name of what is found in ``documents``, in their order, by this xentlint on this Python.

    ``roots`` are folders in which imports are looked for wherever they stand.
    """
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
    return digest(_json((__version__, sys.version, _code(), list(map(str, roots)), list(targets), read)))


class Cache:
    """The entries in one folder, signed with ``key``."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def load(self, name: str) -> Any:
        """What was stored under ``name``, if all that it rests on is as it was, else ``None``."""
        entry = self._entry(name)
        try:
            heading, _, body = read_regular(entry, MOST_ENTRY_BYTES).partition(b"\n")
            if not hmac.compare_digest(heading, self._heading(name, body)):
                return None
            surroundings, value = json.loads(body)
            if not Surroundings(**surroundings).still_hold():
                return None
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        with contextlib.suppress(OSError):
            os.utime(entry)  # it was used: see `MOST_BYTES`
        return value

    def store(self, name: str, value: Any, surroundings: Surroundings) -> None:
        """Keep ``value`` (of what JSON knows) under ``name``, if the folder can be written."""
        seen = {
            "followed": dict(surroundings.followed),
            "files": dict(surroundings.files),
            "folders": dict(surroundings.folders),
        }
        body = _json((seen, value))
        if len(body) > MOST_ENTRY_BYTES:
            return
        with contextlib.suppress(OSError):
            _make_folder(self._folder)
            # One that a loss of power has cut short is not believed.
            write_atomically(self._entry(name), self._heading(name, body) + b"\n" + body, durable=False)

    def prune(self) -> None:
        """Delete the entries that were used longest ago, as far as there is too much."""
        with contextlib.suppress(OSError):
            self._prune()

    def _entry(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _heading(self, name: str, body: bytes) -> bytes:
        signature = hmac.new(self._key, name.encode("ascii") + body, "sha256").hexdigest()
        return _HEADING + signature.encode("ascii")

    def _prune(self) -> None:
        entries, leftovers = [], []
        with os.scandir(self._folder) as listed:
            for each in listed:
                if _ENTRY.fullmatch(each.name):
                    entries.append((each.stat(follow_symlinks=False), each.path))
                elif _LEFTOVER.fullmatch(each.name):
                    leftovers.append((each.stat(follow_symlinks=False), each.path))
        entries.sort(key=lambda entry: entry[0].st_mtime_ns, reverse=True)
        kept = 0
        for status, path in entries:
            kept += status.st_size
            if kept > MOST_BYTES and _is_ours(path):
                os.unlink(path)
        for status, path in leftovers:  # of runs that were killed while they stored
            if time.time() - status.st_mtime > _DAY and _is_ours(path):
                os.unlink(path)


def _is_ours(path: str) -> bool:
    try:
        if os.path.islink(path):
            return False
        with open(path, "rb") as file:
            return file.read(len(_HEADING)) == _HEADING
    except OSError:
        return False


def _make_folder(folder: Path) -> None:
    """Make ``folder``; one that was there already may hold other things, and is not marked."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return
    for name, content in _MARKERS.items():
        (folder / name).write_bytes(content)


def _key(folder: Path) -> bytes | None:
    """The key of this user, made when there is none yet; ``None`` where none can be kept."""
    file = folder / "key"
    try:
        key = read_regular(file, _KEY_BYTES)
        if len(key) == _KEY_BYTES:
            return key
    except OSError:
        pass
    try:
        _make_folder(folder)
        key = secrets.token_bytes(_KEY_BYTES)
        write_atomically(file, key)
        os.chmod(file, 0o600)
    except OSError:
        return None
    return key


def _json(value: object) -> bytes:
    # Escapes keep what a path may hold of bytes that are no text.
    return json.dumps(value, separators=(",", ":")).encode("ascii")


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
    for folder, inner, names in os.walk(_PACKAGE):
        inner[:] = sorted(set(inner) - {"__pycache__", "verify"})  # verify judges nothing
        for name in sorted(names):
            if name.endswith(".py"):
                yield _stamp(os.path.join(folder, name))


def _stamp(path: str) -> tuple[str, int, int]:
    try:
        status = os.stat(path)
    except OSError:  # it is being replaced right now
        return path, 0, 0
    return path, status.st_mtime_ns, status.st_size
