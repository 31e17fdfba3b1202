"""Let Linux itself keep this process, and all that it starts, from changing files elsewhere.

A user namespace and a mount namespace of its own (https://man7.org/linux/man-pages/man7/mount_namespaces.7.html):
everything is mounted read-only there, except for the folders that are named. No privilege is needed
where the system allows such namespaces to everybody, and none is kept: the program cannot undo it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable

_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_SETATTR = 442  # the same number on every architecture
_READ_ONLY = 1
_SET_NO_NEW_PRIVILEGES, _DROP_FROM_BOUNDING_SET = 38, 24
_CAPABILITIES_VERSION_3 = 0x20080522


class NoNamespace(Exception):
    """The system offers no such thing, or not to this user; the message says why."""


class _Attributes(ctypes.Structure):
    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("user_namespace", ctypes.c_uint64),
    )


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def keep_files_read_only(writable: Iterable[str]) -> None:
    """Make every file system read-only for this process, except for the folders in ``writable``.

    To be called while the process has one thread only.

    Raises:
        NoNamespace: it is not possible here; nothing has changed for the files then.
    """
    if not sys.platform.startswith("linux"):
        raise NoNamespace("only Linux can be asked to")
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    _check(libc.unshare(_NEW_USER | _NEW_MOUNTS), "no namespace of its own")
    try:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    except OSError as error:
        raise NoNamespace(f"no user of its own: {error.strerror}") from error
    _check(libc.mount(b"none", b"/", None, _RECURSIVE | _PRIVATE, None), "mounts stay shared")
    folders = [os.fsencode(os.path.realpath(folder)) for folder in writable if os.path.isdir(folder)]
    for folder in folders:
        _check(libc.mount(folder, folder, None, _BIND | _RECURSIVE, None), "no bind mount")
    _set(libc, b"/", _Attributes(set=_READ_ONLY))
    for folder in folders:
        _set(libc, folder, _Attributes(clear=_READ_ONLY))
    if os.path.isdir("/dev/shm"):  # semaphores of multiprocessing
        libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", 0, None)
    _drop_privileges(libc)


def _set(libc: ctypes.CDLL, folder: bytes, attributes: _Attributes) -> None:
    status = libc.syscall(
        _MOUNT_SETATTR,
        _AT_FDCWD,
        ctypes.c_char_p(folder),
        _AT_RECURSIVE,
        ctypes.byref(attributes),
        ctypes.c_size_t(ctypes.sizeof(attributes)),
    )
    _check(status, "mounts cannot be made read-only")


def _drop_privileges(libc: ctypes.CDLL) -> None:
    """Give up what the new namespace granted: with it, a program could mount everything anew."""
    for capability in range(64):
        libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)
    libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    header = _CapabilityHeader(_CAPABILITIES_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(libc.capset(ctypes.byref(header), nothing), "privileges cannot be given up")


def _check(status: int, what: str) -> None:
    if status != 0:
        raise NoNamespace(f"{what}: {os.strerror(ctypes.get_errno())}")


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as stream:
        stream.write(text)


def main() -> int:
    """Try it on this process: the status is 0 where it can be done, else a line says why not."""
    try:
        keep_files_read_only([])
    except NoNamespace as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
