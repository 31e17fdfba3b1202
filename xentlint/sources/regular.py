"""Read files, and only files: what a tree holds under a name may be a pipe, a device, or endless."""

from __future__ import annotations

import errno
import os
import stat

MOST_BYTES = 64 * 1024 * 1024
"""More than any program or notebook that people write; some files of a system have no end."""


def read_regular(path: str | os.PathLike[str], most: int = MOST_BYTES) -> bytes:
    """Return the content of ``path``, links followed.

    Raises OSError, whose text says why, for what is no regular file (without waiting for a writer
    of a pipe) and for more than ``most`` bytes.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is not a regular file", os.fspath(path))
        if status.st_size > most:
            raise _too_large(path, most)
        pieces = []
        read = 0
        while piece := os.read(descriptor, max(status.st_size - read, 0) + 65536):
            pieces.append(piece)
            read += len(piece)
            if read > most:
                raise _too_large(path, most)
    finally:
        os.close(descriptor)
    return b"".join(pieces)


def _too_large(path: str | os.PathLike[str], most: int) -> OSError:
    return OSError(errno.EFBIG, f"is larger than {most // (1024 * 1024)} MB", os.fspath(path))
