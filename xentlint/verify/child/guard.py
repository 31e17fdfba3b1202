"""Keep a user's script from writing outside the copy that it runs in.

A Python audit hook sees every file that Python code opens for writing, renames or removes;
writes made by TensorFlow's and HDF5's own C++ code are caught at their Python entry points.
Caches that libraries keep (under the home directory's ``.keras``, ``.cache``, ``.config``, the
temporary directory, device files) are allowed for creating new files.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

_WRITING_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ONE_PATH = {"os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree", "os.chmod"}
_TARGET_PATH = {"os.rename", "os.link", "os.symlink", "shutil.copyfile", "shutil.move", "shutil.copytree"}


class OutsideWrite(BaseException):
    """The script tried to change a file outside its folder."""


def forbid_writes_outside(folder: str) -> None:
    """Raise ``OutsideWrite`` in this process whenever a file outside ``folder`` is to be changed."""
    guard = _Guard(folder)
    sys.addaudithook(guard.audit)
    guard.wrap_native_writers()


class _Guard:
    def __init__(self, folder: str) -> None:
        home = Path.home()
        self._allowed = [
            os.path.realpath(path)
            for path in (
                folder,
                tempfile.gettempdir(),
                home / ".keras",
                home / ".cache",
                home / ".config",
                "/dev",
            )
        ]
        self._scripts_home = os.path.realpath(folder)

    def allows(self, path: object) -> bool:
        if isinstance(path, int) or path is None:
            return True
        if not isinstance(path, (str, bytes, os.PathLike)):
            return True
        real = os.path.realpath(os.fsdecode(path))
        if "__pycache__" in real or real.startswith("/proc/"):
            return True
        return any(real == root or real.startswith(root + os.sep) for root in self._allowed)

    def check(self, path: object) -> None:
        if not self.allows(path):
            name = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else str(path)
            raise OutsideWrite(
                f"the script wants to change a file outside its folder, {name}; it was not touched"
            )

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            writing = (
                any(c in mode for c in "wax+")
                if isinstance(mode, str)
                else bool((flags or 0) & _WRITING_FLAGS)
            )
            if writing:
                self.check(path)
        elif event in _ONE_PATH:
            self.check(args[0])
        elif event in _TARGET_PATH:
            if event in ("os.rename", "shutil.move"):
                self.check(args[0])
            self.check(args[1])

    def wrap_native_writers(self) -> None:
        """Check paths that are handed to TensorFlow's file system and to h5py."""
        tensorflow = sys.modules.get("tensorflow")
        if tensorflow is not None:
            gfile = tensorflow.io.gfile
            for name in ("remove", "rmtree", "mkdir", "makedirs"):
                setattr(gfile, name, self._checked(getattr(gfile, name), 0))
            for name in ("copy", "rename"):
                setattr(gfile, name, self._checked(getattr(gfile, name), 1))
            tensorflow.saved_model.save = self._checked(tensorflow.saved_model.save, 1)
            checkpoint = tensorflow.train.Checkpoint
            for name in ("save", "write"):
                setattr(checkpoint, name, self._checked(getattr(checkpoint, name), 1))
        keras = sys.modules.get("keras")
        if keras is not None:
            for name in ("save", "save_weights", "export"):
                setattr(keras.Model, name, self._checked(getattr(keras.Model, name), 1))

    def _checked(self, function: Any, position: int) -> Any:
        def checked(*args: Any, **kwargs: Any) -> Any:
            if len(args) > position:
                self.check(args[position])
            for name in ("filepath", "path", "export_dir", "file_prefix", "dst"):
                if name in kwargs:
                    self.check(kwargs[name])
            return function(*args, **kwargs)

        checked.__name__ = getattr(function, "__name__", "checked")
        checked.__doc__ = function.__doc__
        return checked
