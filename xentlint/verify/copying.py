"""Which folder a user's program needs around it, and a copy of that to run in.

Not copied: version control, environments and caches; links, which are made anew; and folders and files that
are large, to which the copy has links. A program cannot change what is behind those (``child/guard.py``).
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES, MOST_FILES = 500_000_000, 20_000
LARGE_BYTES = 50_000_000
LARGE_COUNT = 2_000
SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        "__pycache__",
        ".tox",
        ".nox",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
    }
)
_MARKERS = (
    ".git",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "environment.yml",
    "Pipfile",
)
_PROGRAMS = (".py", ".ipynb")
"""What may be repaired: never linked to, or the repair would be made in the original."""
_UPWARDS = re.compile(r"(?:\.\.[/\\])+")


class CannotCopy(Exception):
    """The folder cannot be copied; the message says why."""


@dataclass(slots=True)
class Copied:
    """What became of a folder: how much of it is copied, and what only has a link."""

    root: Path
    files: int = 0
    size: int = 0
    linked: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        linked = f"; linked, not copied: {', '.join(self.linked)}" if self.linked else ""
        return f"{self.root} ({self.files} files, {self.size / 1e6:.1f} MB{linked})"


def find_root(script: Path, source: str | None, folder: Path | None, cwd: Path) -> Path:
    """Return the folder to be copied for ``script``, which holds it.

    The one that was named; else the project's (where a ``pyproject.toml`` or the like is), else the working
    folder if it holds the script, else the script's own. Where the script imports relatively, or names
    files by ``../``, enough for that.
    """
    if folder is not None:
        return folder
    home = Path.home()
    root = script.parent
    for parent in script.parents:
        if parent in (home, Path(parent.anchor)):
            break
        if any((parent / marker).exists() for marker in _MARKERS):
            root = parent
            break
    else:
        parent = root
    if root == script.parent and cwd in script.parents and cwd not in (home, Path(cwd.anchor)):
        root = cwd
    wanted = _above(script.parent, _steps_up(source) if source else 0)
    package = package_root(script.parent)
    for needed in (wanted, package):
        if needed in root.parents and needed not in (home, Path(needed.anchor)):
            root = needed
    return root


def package_root(folder: Path) -> Path:
    """Return the folder from which ``folder`` is imported: above the outermost ``__init__.py``."""
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder


def copy_project(root: Path, target: Path) -> Copied:
    """Copy ``root``.

    Raises:
        CannotCopy: something of it cannot be read, no link can be made, or it is too much.
    """
    copied = Copied(root)
    try:
        _copy(root, target, copied)
    except (OSError, shutil.Error) as error:
        raise CannotCopy(f"{root} cannot be copied: {error}") from error
    return copied


def _copy(source: Path, target: Path, copied: Copied) -> None:
    target.mkdir(parents=True)
    with os.scandir(source) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path, copy = Path(entry.path), target / entry.name
            if entry.name in SKIPPED or not path.exists():
                continue
            if entry.is_symlink() and not (entry.is_file() and path.suffix in _PROGRAMS):
                _link(path, copy, copied)
            elif entry.is_dir():
                if _is_environment(path):
                    continue
                if _is_large(path) and not _holds_programs(path):
                    _link(path, copy, copied)
                else:
                    _copy(path, copy, copied)
            elif entry.is_file():
                size = entry.stat().st_size
                if size > LARGE_BYTES:
                    _link(path, copy, copied)
                else:
                    shutil.copy2(path, copy)
                    copied.files += 1
                    copied.size += size
            if copied.files > MOST_FILES or copied.size > MOST_BYTES:
                raise CannotCopy(
                    f"{copied.root} is too much to copy (more than {MOST_FILES} files or {MOST_BYTES / 1e6:.0f} MB "
                    "beside what is linked): put the program and what it needs into a folder of their own"
                )


def _is_environment(folder: Path) -> bool:
    """Whether a folder holds Python itself, whatever it is called."""
    return (folder / "pyvenv.cfg").is_file() or (folder / "conda-meta").is_dir()


def _link(path: Path, copy: Path, copied: Copied) -> None:
    copy.symlink_to(path.resolve(), target_is_directory=path.is_dir())
    copied.linked.append(str(path.relative_to(copied.root)))


def _is_large(folder: Path) -> bool:
    size = 0
    for count, file in enumerate(_files(folder)):
        size += file.stat(follow_symlinks=False).st_size
        if size > LARGE_BYTES or count > LARGE_COUNT:
            return True
    return False


def _holds_programs(folder: Path) -> bool:
    return any(file.name.endswith(_PROGRAMS) for file in _files(folder))


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED:
                    yield from _files(Path(entry.path))
            else:
                yield entry


def _steps_up(source: str) -> int:
    """How far up the longest ``../`` at the beginning of a string in the program leads."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return 0
    strings = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    starts = (_UPWARDS.match(text) for text in strings)
    return max((len(start.group()) // 3 for start in starts if start), default=0)


def _above(folder: Path, steps: int) -> Path:
    for _ in range(steps):
        folder = folder.parent
    return folder
