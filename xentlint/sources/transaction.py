"""Replace several files, all of them or none, whatever ends the run.

Every new text is written beside its file, and every old one kept there under a second name, before
the first file is replaced; so both replacing and taking back are only renames. Right before a file
is replaced it is compared with what was read, and right after, what was replaced is: a newer save is
never overwritten. The journal lets the next run take back what a killed one left half done.

Where the system cannot exchange two names in one step (Windows, some file systems), a moment
remains between comparison and rename: a save into the file itself that falls into it is seen and
restored, one that puts a new file in its place is lost.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import exchange
from .atomic import beside, sync_folder, token, write_beside
from .journal import Journal, Step
from .regular import read_regular
from .surroundings import digest


@dataclass(frozen=True, slots=True)
class Replacement:
    """A file, what was read from it, and what it shall hold."""

    path: Path
    before: bytes
    after: bytes


class ChangedMeanwhile(OSError):
    """A file is no longer what was read: it was left alone, and everything else with it."""

    def __init__(self, path: str) -> None:
        """Name the file."""
        super().__init__(errno.EBUSY, "was changed since it was read", path)


class HalfDone(OSError):
    """Some files were replaced, others could not be, and the former could not be put back.

    ``paths`` hold new text. The journal is kept: the next run takes them back.
    """

    def __init__(self, paths: Sequence[str], cause: BaseException) -> None:
        """Take the files that could not be put back, and what went wrong first."""
        super().__init__(errno.EIO, f"not finished and not taken back: {cause}", *paths[:1])
        self.paths = tuple(paths)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a run that was killed: files put back, and files that are newer and were left."""

    restored: tuple[str, ...]
    left: tuple[str, ...]


def replace_all(replacements: Sequence[Replacement], state: Path) -> bool:
    """Replace every file, or none; ``state`` is the user's folder for the journal.

    Returns whether a journal was kept: where the folder cannot be written (a container without a
    home) the files are replaced all the same, and only a kill would find nobody to take them back.
    Raises ChangedMeanwhile, or OSError with no file changed; HalfDone when even that failed.
    """
    steps = [_step(each) for each in replacements]
    texts = [each.after for each in replacements]
    journal = Journal(state)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(journal.locked())
        except BlockingIOError:
            raise
        except OSError:
            _perform(steps, texts, undone=lambda: None)
            _clean_up(steps)
            return False
        _recover(journal)
        note = journal.note(steps)
        _perform(steps, texts, undone=lambda: journal.forget(note))
        journal.mark_done(note)
        if _clean_up(steps):
            journal.forget(note)
    return True


def take_back(state: Path) -> list[TakenBack]:
    """Take back what killed runs left half done; nothing while another run is writing."""
    journal = Journal(state)
    if journal.is_clean():
        return []
    try:
        with journal.locked(wait=0):
            return _recover(journal)
    except OSError:
        return []


def _step(replacement: Replacement) -> Step:
    target = Path(os.path.realpath(replacement.path))
    unique = token()
    return Step(
        str(target),
        str(beside(target, unique, "new")),
        str(beside(target, unique, "old")),
        digest(replacement.before),
        digest(replacement.after),
    )


def _perform(steps: Sequence[Step], texts: Sequence[bytes], undone: Callable[[], None]) -> None:
    """Stage everything, then replace everything; on any exception take everything back first.

    ``undone`` is called when all is taken back: what interrupts the taking back leaves the note.
    """
    begun: list[Step] = []
    try:
        for step in steps:
            _expect(step.target, step.before)
        for step, text in zip(steps, texts, strict=True):
            begun.append(step)
            write_beside(Path(step.target), Path(step.staged), text)
            _keep(step)
        _sync_folders(steps)
        for step in steps:
            _expect(step.target, step.before)
            _replace(step)
    except BaseException as error:
        stuck, clean = _undo(begun)
        if stuck:
            raise HalfDone(stuck, error) from error
        if clean:
            undone()
        raise
    _sync_folders(steps)


def _replace(step: Step) -> None:
    if exchange.exchange(step.staged, step.target):
        # What was there has the other name now, whoever put it there since it was compared.
        _expect(step.staged, step.before, step.target)
    else:
        os.replace(step.staged, step.target)
        # The old file has only its second name now: what was saved into it meanwhile shows there.
        _expect(step.kept, step.before, step.target)


def _expect(path: str, content: str, name: str | None = None) -> None:
    if _digest(path) != content:
        raise ChangedMeanwhile(name or path)


def _digest(path: str) -> str | None:
    """The digest of what stands there, ``None`` for nothing; OSError when that cannot be told."""
    try:
        return digest(read_regular(path))
    except FileNotFoundError:
        return None


def _keep(step: Step) -> None:
    """Give the old file a second name; where there are no hard links, keep a copy."""
    try:
        os.link(step.target, step.kept)
    except OSError:
        shutil.copy2(step.target, step.kept)


def _sync_folders(steps: Sequence[Step]) -> None:
    for folder in {Path(step.target).parent for step in steps}:
        sync_folder(folder)


def _clean_up(steps: Sequence[Step]) -> bool:
    """Delete the old files, all new ones being in place."""
    return _delete(name for step in steps for name in (step.kept, step.staged))


def _delete(names: Iterable[str]) -> bool:
    """Delete files that need not be there, and tell whether none of them is any longer."""
    clean = True
    for name in names:
        try:
            os.unlink(name)
        except FileNotFoundError:
            pass
        except OSError:
            clean = False
    return clean


def _undo(steps: Sequence[Step]) -> tuple[list[str], bool]:
    """Put back the old files and delete what was written.

    Returns what could not be put back, and whether nothing else is left beside the files.
    """
    stuck = []
    clean = True
    for step in steps:
        try:
            old = _old(step)
            if old is not None and _digest(step.target) == step.after:
                os.replace(old, step.target)
        except OSError:
            stuck.append(step.target)
        else:
            clean &= _delete((step.staged, step.kept))
    return stuck, clean


def _old(step: Step) -> str | None:
    """Where what our text replaced is now: what was exchanged for it, else what was kept before."""
    if _digest(step.staged) not in (None, step.after):
        return step.staged
    return step.kept if os.path.exists(step.kept) else None


def _is_settled(step: Step) -> bool:
    """Tell whether what our text replaced is what was read, and no newer save."""
    return all(_digest(name) in (None, step.before) for name in (step.staged, step.kept))


def _recover(journal: Journal) -> list[TakenBack]:
    """Take back, or finish cleaning up, what notes are left; the lock is held."""
    recovered = []
    for note, steps in journal.unfinished():
        # A folder that is away with its disk may come back.
        if not all(os.path.isdir(os.path.dirname(step.target)) for step in steps):
            continue
        try:
            pairs = [(_digest(step.target), step) for step in steps]
            in_place = all(now == step.after and _is_settled(step) for now, step in pairs)
        except OSError:
            continue
        restored: list[str] = []
        left: list[str] = []
        if in_place or journal.is_done(note):
            clean = _clean_up(steps)
        else:
            changed = [step.target for now, step in pairs if now == step.after]
            left = [step.target for now, step in pairs if now not in (step.before, step.after)]
            stuck, clean = _undo(steps)
            restored = [path for path in changed if path not in stuck]
            clean &= not stuck
        if clean:
            journal.forget(note)
        if restored:
            recovered.append(TakenBack(tuple(restored), tuple(left)))
    return recovered
