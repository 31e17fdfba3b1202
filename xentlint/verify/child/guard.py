"""Keep a user's script from writing outside the copy that it runs in, and say what it wanted.

Where Linux offers it, ``namespace.py`` has made everything else read-only for the process and for all that
it starts; what is here then only names the file. Elsewhere it is the guard itself: a Python audit hook sees
every file that Python code opens for writing, renames or removes, and writes made by TensorFlow's and HDF5's
own C++ code are caught at some of their Python entry points. What a program starts is not seen.

Data sets that Keras downloads may go where they always go. Caches of other libraries are read-only, as on a
machine where they are: that is a ``PermissionError``, which libraries are used to.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_WRITING_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ONE_PATH = {"os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree", "os.chmod"}
_TARGET_PATH = {"os.rename", "os.link", "os.symlink", "shutil.copyfile", "shutil.move", "shutil.copytree"}


class OutsideWrite(BaseException):
    """The script tried to change a file outside its folder."""


def forbid_writes_outside(folders: Sequence[str], refused: Callable[[str], None] = lambda path: None) -> None:
    """Raise ``OutsideWrite`` in this process whenever a file outside ``folders`` is to be changed.

    ``refused`` is told the file.
    """
    guard = _Guard(folders, refused)
    sys.addaudithook(guard.audit)
    guard.wrap_native_writers()


def always_writable() -> list[str]:
    """The folders outside of the copy that a program may change: Keras's own downloads."""
    return [os.environ.get("KERAS_HOME") or str(Path.home() / ".keras")]


class _Guard:
    def __init__(self, folders: Sequence[str], refused: Callable[[str], None]) -> None:
        home = Path.home()
        self._refused = refused
        self._allowed = [os.path.realpath(path) for path in (*folders, *always_writable(), "/dev", "/proc")]
        self._caches = [
            os.path.realpath(path)
            for path in (
                *(str(home / name) for name in (".cache", ".config", ".local", "tensorflow_datasets")),
                sys.prefix,
                sys.base_prefix,
            )
        ]

    def check(self, path: Any) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return  # a file descriptor
        real = os.path.realpath(os.fsdecode(path))
        if "__pycache__" in real or _is_below(real, self._allowed):
            return
        if _is_below(real, self._caches):
            raise PermissionError(13, "read-only while xentlint verify runs this program", real)
        self._refused(real)
        raise OutsideWrite(
            f"the script wants to change a file outside its folder, {real}; it was not touched"
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
            if not (event == "os.mkdir" and os.path.isdir(args[0])):  # `exist_ok`: Python says so itself
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


def _is_below(path: str, roots: Sequence[str]) -> bool:
    return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)
