"""What a project's dependency declarations say about the Keras generation that it runs on.

Read are ``[project] dependencies`` of pyproject.toml, ``install_requires`` of setup.cfg, and
``requirements*.txt``. setup.py is never run. The answer is ``None`` unless it is clear:

- the newest release that a declaration allows decides between ``"2.1"`` (TensorFlow 2.0 and 2.1)
  and ``"2"`` (TensorFlow 2.2 to 2.15, Keras 2.4 to 2.15): ``tensorflow<2.16`` is ``"2"``;
- ``"3"`` (TensorFlow 2.16 and later, Keras 3) needs a declaration that allows nothing older, since
  ``tensorflow>=2.4`` or plain ``keras`` is met by either;
- declarations that disagree, and ``tf_keras`` (Keras 2 on any TensorFlow), leave it open.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .regular import read_regular

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_TENSORFLOW = frozenset(
    f"tensorflow{flavour}"
    for flavour in ("", "-aarch64", "-cpu", "-cpu-aws", "-gpu", "-intel", "-macos", "-rocm")
)
_ROOT_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
_MOST_BYTES = 1_000_000
_MENTIONS = re.compile(r"keras|tensorflow", re.IGNORECASE)


def declared_keras(start: Path, exists: Callable[[str], bool] = os.path.exists) -> tuple[str, Path] | None:
    """Return the Keras generation declared for the folder ``start``, and the file that says so.

    The nearest folder, from ``start`` up to the root of its project, that declares TensorFlow or
    Keras at all decides. Files that cannot be read or parsed say nothing. ``exists`` is asked of what
    marks the root of a project.
    """
    for folder in _up_to_root(start, exists):
        found = [(name, spec, file) for file in _files(folder) for name, spec in _requirements(file)]
        if not found:
            continue
        if any(name == "tf-keras" for name, _, _ in found):
            return None
        clear = [(target, file) for name, spec, file in found if (target := _generation(name, spec))]
        return clear[0] if len({target for target, _ in clear}) == 1 else None
    return None


def keras_of(
    folder: Path, target: str | None, *, configured: bool, exists: Callable[[str], bool] = os.path.exists
) -> str | None:
    """The Keras generation for the files of ``folder``.

    A ``target`` that is ``configured`` holds everywhere; else what is declared nearest to the files
    does, and ``target`` (declared where the run started) where nothing nearer is.
    """
    if target is not None and configured:
        return target
    declared = declared_keras(folder, exists)
    return declared[0] if declared is not None else target


def _up_to_root(start: Path, exists: Callable[[str], bool]) -> list[Path]:
    chain = [start, *start.parents]
    for position, folder in enumerate(chain):
        if any(exists(os.path.join(folder, marker)) for marker in _ROOT_MARKERS):
            return chain[: position + 1]
    return chain[:1]


def _files(folder: Path) -> list[Path]:
    named = [folder / "pyproject.toml", folder / "setup.cfg"]
    try:
        listed = sorted(folder.glob("requirements*.txt"))
    except OSError:
        listed = []
    return [file for file in (*named, *listed) if os.path.isfile(file)]


def _requirements(file: Path) -> Iterator[tuple[str, SpecifierSet]]:
    """Yield the normalised name and the versions of each framework that ``file`` declares."""
    try:
        text = read_regular(file, _MOST_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return
    if not _MENTIONS.search(text):
        return
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    lines = {".toml": _of_pyproject, ".cfg": _of_setup_cfg}.get(file.suffix, _of_requirements)(text)
    for line in lines:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        name = str(canonicalize_name(requirement.name))
        if name in _TENSORFLOW or name in ("keras", "tf-keras"):
            yield name, requirement.specifier


def _of_pyproject(text: str) -> list[str]:
    from .toml import TOMLDecodeError, parse_toml

    try:
        project: Any = parse_toml(text).get("project")
    except TOMLDecodeError:
        return []
    dependencies = project.get("dependencies") if isinstance(project, dict) else None
    return [line for line in dependencies if isinstance(line, str)] if isinstance(dependencies, list) else []


def _of_setup_cfg(text: str) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return []
    return parser.get("options", "install_requires", fallback="").splitlines()


def _of_requirements(text: str) -> list[str]:
    joined = re.sub(r"\\\r?\n", " ", text)
    # A comment starts at the line or after a blank; options such as --hash follow the requirement.
    return [re.split(r"(?:^|\s)(?:#|--)", line)[0].strip() for line in joined.splitlines()]


@lru_cache(maxsize=2)
def _releases(tensorflow: bool) -> tuple[tuple[str, str], ...]:
    """Return versions, oldest first, and the generation of each (``""``: not one of ours).

    Patch numbers go as far as releases went, and the minor ones well into the future, so that every
    specifier that people write is met by one of them, if by any release.
    """
    # What is left of a series after its last release stands for the releases that are to come.
    minors = [(1, minor) for minor in range(16)] if tensorflow else []
    minors += [(2, minor) for minor in range(60 if tensorflow else 16)]
    minors += [(major, minor) for major in ((3,) if tensorflow else (3, 4)) for minor in range(60)]
    found = []
    for major, minor in minors:
        if tensorflow:
            old = "" if major == 1 else "2.1" if minor < 2 else "2"
            generation = "3" if (major, minor) >= (2, 16) else old
        else:
            generation = "3" if major >= 3 else "2" if minor >= 4 else ""
        found += [(f"{major}.{minor}.{patch}", generation) for patch in range(10)]
    return tuple(found)


def _generation(name: str, specifier: SpecifierSet) -> str | None:
    """Return the generation that ``name`` with ``specifier`` means, ``None`` when that is open."""
    allowed = [
        generation for version, generation in _releases(name in _TENSORFLOW) if specifier.contains(version)
    ]
    if not allowed or (allowed[-1] == "3" and set(allowed) != {"3"}):
        return None
    return allowed[-1] or None
