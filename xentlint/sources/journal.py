"""What a run is about to replace, noted in the user's own folder for the run after it.

A note is written before the first file is touched and deleted when all is done. One that is still
there, while nobody holds the lock, belongs to a run that was killed. It names files and digests;
the texts themselves lie beside the files (`transaction`).
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .atomic import token, write_atomically

_WAIT = 10.0
_PAUSE = 0.05
_MOST_BYTES = 16_000_000
_LOCK = "lock"
_BEGUN, _PENDING, _DONE = ".new", ".json", ".done"


@dataclass(frozen=True, slots=True)
class Step:
    """One file to replace: where its new text waits, where the old one is kept, and digests of both."""

    target: str
    staged: str
    kept: str
    before: str
    after: str


class Journal:
    """The notes in one folder; whoever holds its lock is the only one who writes files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "journal"

    def is_clean(self) -> bool:
        """Tell, without waiting for anyone, that no run has left anything here."""
        return set(self._names()) <= {_LOCK}

    @contextlib.contextmanager
    def locked(self, wait: float = _WAIT) -> Iterator[None]:
        """Keep out other runs. Raises BlockingIOError when one is still at it after ``wait`` seconds."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            end = time.monotonic() + wait
            while not _try_lock(descriptor):
                if time.monotonic() >= end:
                    raise BlockingIOError("another run of xentlint is writing files")
                time.sleep(_PAUSE)
            yield
        finally:
            os.close(descriptor)  # which gives the lock back

    def note(self, steps: Sequence[Step]) -> Path:
        """Write down ``steps``, which are about to be taken."""
        note = self._folder / f"{token()}{_PENDING}"
        write_atomically(note, json.dumps([asdict(step) for step in steps]).encode("ascii"))
        return note

    def mark_done(self, note: Path) -> None:
        """Say that every step was taken: what is left to do is cleaning up."""
        with contextlib.suppress(OSError):
            os.replace(note, note.with_suffix(_DONE))

    def is_done(self, note: Path) -> bool:
        """Tell whether the run of ``note`` was only cleaning up."""
        return note.suffix == _DONE

    def forget(self, note: Path) -> None:
        """Delete ``note``, done or not."""
        for name in (note, note.with_suffix(_DONE)):
            with contextlib.suppress(OSError):
                os.unlink(name)

    def unfinished(self) -> Iterator[tuple[Path, tuple[Step, ...]]]:
        """The notes of runs that ended before they were done. Ask only while holding the lock."""
        for name in self._names():
            note = self._folder / name
            if note.suffix == _BEGUN:  # killed while it wrote its note, and before anything else
                self.forget(note)
            elif note.suffix in (_PENDING, _DONE) and (steps := _read(note)) is not None:
                yield note, steps

    def _names(self) -> list[str]:
        try:
            return sorted(os.listdir(self._folder))
        except OSError:
            return []


def _read(note: Path) -> tuple[Step, ...] | None:
    try:
        if note.stat().st_size > _MOST_BYTES:
            return None
        return tuple(Step(**step) for step in json.loads(note.read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks: the digests still protect what is newer
        return True
