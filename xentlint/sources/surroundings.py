"""What a run saw of the file system besides the files it was given, and whether that still holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from .regular import read_regular


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything outside of the checked documents on which the result of a run rests.

    ``followed`` has the digest of each file that an import led to, ``None`` for one that could not
    be read. ``files`` and ``folders`` tell for each path that was looked for whether it was there:
    a module that appears may come before the one that was found.
    """

    followed: Mapping[str, str | None] = field(default_factory=dict)
    files: Mapping[str, bool] = field(default_factory=dict)
    folders: Mapping[str, bool] = field(default_factory=dict)

    def still_hold(self) -> bool:
        """Look again; what is cheap to ask comes first."""
        return (
            all(os.path.isfile(path) is there for path, there in self.files.items())
            and all(os.path.isdir(path) is there for path, there in self.folders.items())
            and all(digest_of_file(path) == digest for path, digest in self.followed.items())
        )


def digest(raw: bytes) -> str:
    """What stands for the content ``raw``."""
    return hashlib.sha256(raw).hexdigest()


def digest_of_file(path: str) -> str | None:
    """The digest of a file as it is now, ``None`` when it cannot be read."""
    try:
        return digest(read_regular(path))
    except OSError:
        return None
