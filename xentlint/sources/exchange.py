"""Let two files swap their names in one step, where the system can.

What a rename replaces is gone; what an exchange replaces has the other name, and can be looked at.
"""

from __future__ import annotations

import errno
import os
import sys

_UNABLE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # of renameat2 in Linux
_RENAME_SWAP = 2  # of renamex_np in macOS


def exchange(one: str, other: str) -> bool:
    """Swap the names of two files; ``False``, with nothing done, where system or file system cannot.

    Raises OSError for everything else that goes wrong.
    """
    if sys.platform not in ("linux", "darwin"):
        return False
    try:
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
        first, second = os.fsencode(one), os.fsencode(other)
        if sys.platform == "linux":
            failed = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
        else:
            failed = library.renamex_np(first, second, _RENAME_SWAP)
    except (ImportError, AttributeError, OSError):  # a C library without it
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in _UNABLE:
        return False
    raise OSError(code, os.strerror(code), one, None, other)
