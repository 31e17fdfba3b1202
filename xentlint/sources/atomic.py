"""Replace one file: the new content is complete beside it before the name is given to it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

_NO_XATTRS = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EACCES, errno.EINVAL, errno.ENODATA}


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace the content of ``path`` by ``data``, entirely or not at all.

    What is not ``durable`` may be cut short by a loss of power.
    A link is followed to its file; mode, extended attributes and, where allowed, owner stay.
    PermissionError is raised for a file that is read-only (also for a user who could write it all
    the same) or whose folder cannot take a new file; on any error the old content is there and
    nothing else.
    """
    target = Path(os.path.realpath(path))
    temporary = beside(target, token(), "new")
    try:
        write_beside(target, temporary, data, durable=durable)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def token() -> str:
    """What no other file of the folder has in its name."""
    return secrets.token_hex(8)


def beside(target: Path, unique: str, role: str) -> Path:
    """A name in the folder of ``target``: short, since that of the target may be as long as allowed."""
    return target.with_name(f".xentlint-{unique}.{role}")


def write_beside(target: Path, temporary: Path, data: bytes, *, durable: bool = True) -> None:
    """Write ``data`` to the new file ``temporary``, which then could take the place of ``target``.

    Raises what `write_atomically` raises; the caller deletes what is left of ``temporary``.
    """
    try:
        before = os.stat(target)
    except FileNotFoundError:
        before = None
    if before is not None:
        writable = before.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        if not writable or not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "the file is read-only", str(target))
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, 0o666)
    except PermissionError:
        raise PermissionError(errno.EACCES, "its folder cannot be written to", str(target)) from None
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if before is not None:
        _take_over(target, temporary, before)


def sync_folder(folder: Path) -> None:
    """Make new names in ``folder`` survive a loss of power, where the system lets us ask for it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _take_over(target: Path, temporary: Path, before: os.stat_result) -> None:
    """Give the new file the old one's owner and attributes, where allowed, and its mode."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(temporary, before.st_uid, before.st_gid)
    os.chmod(temporary, stat.S_IMODE(before.st_mode))
    if hasattr(os, "listxattr"):
        try:
            for name in os.listxattr(target):
                os.setxattr(temporary, name, os.getxattr(target, name))
        except OSError as error:
            if error.errno not in _NO_XATTRS:
                raise
