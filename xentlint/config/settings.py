"""What a person configures: the settings of a run and of each file, and where they come from.

The nearest ``xentlint.toml``, or ``pyproject.toml`` with a table ``[tool.xentlint]``, to a *file*
decides what holds in it, wherever the run starts; the command line goes on top of it everywhere.
Importing this module is cheap; parsers are loaded when they are used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ..rules.codes import DEFAULT_CODES, KNOWN_CODES, matching
from ..sources.excludes import Excludes
from ..sources.folders import CACHE_VARIABLE
from ..sources.known_apis import KnownApi
from .files import ConfigError, Layer, in_folder, is_repository, layers, nearest
from .options import BY_KEY, EXTEND

__all__ = ["DEFAULT_EXCLUDE", "ConfigError", "Settings", "load_settings"]

DEFAULT_EXCLUDE: tuple[str, ...] = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)

_SELECTION = frozenset({"select", "ignore", "extend_select"})


@dataclass(frozen=True)
class Settings:
    """What holds for a run, or for a file. Selectors are ``ALL``, codes, or prefixes such as ``XEN1``.

    ``select`` is ``None`` when nobody said: then the codes that are on by default. ``root`` is the
    folder that patterns are relative to: that of the configuration file, or where the run started.
    ``target_origin`` is the file whose dependencies decided ``target_keras``, ``None`` when it was
    configured or is open. ``use_baseline`` says whether findings that are known are left out.
    ``origins`` tells for each option that somebody set who did, with the key that was written: files, and the
    command line (``None``), in the order in which they were asked. What is on is made of several keys.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    fixable: tuple[str, ...] | None = None
    unfixable: tuple[str, ...] = ()
    target_keras: str | None = None
    target_backend: str | None = None
    frameworks: tuple[str, ...] = ("keras",)
    known_apis: tuple[KnownApi, ...] = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    baseline: Path | None = None
    use_baseline: bool = True
    docs_url: str | None = None
    cache: bool = True
    cache_dir: Path | None = None
    root: Path | None = None
    config_file: Path | None = None
    target_origin: Path | None = None
    origins: Mapping[str, tuple[tuple[Layer | None, str], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    nearest: Callable[[Path], Settings] | None = field(default=None, compare=False, repr=False)
    """The settings of a folder, where the files of a run may be configured each by its own."""

    def of(self, path: Path) -> Settings:
        """The settings that hold for the file ``path``; raises ConfigError when theirs are broken."""
        return self if self.nearest is None else self.nearest(path.parent)

    @cached_property
    def selected_codes(self) -> tuple[str, ...]:
        """The codes that are reported, sorted; the most specific selector decides on each."""
        return _resolve(DEFAULT_CODES, self.select, self.extend_select, self.ignore)

    @cached_property
    def repaired_codes(self) -> tuple[str, ...]:
        """The codes whose findings may be repaired, sorted."""
        return _resolve(KNOWN_CODES, self.fixable, (), self.unfixable)

    def is_selected(self, code: str) -> bool:
        """Tell whether ``code`` is reported at all."""
        return code in self.selected_codes

    def is_reported(self, code: str, path: Path) -> bool:
        """Tell whether ``code`` is reported in the file ``path``, given ``per-file-ignores`` too."""
        if not self.is_selected(code):
            return False
        return not any(
            code in matching(selector)
            for matches, selectors in self._ignored_patterns
            if matches(path)
            for selector in selectors
        )

    @cached_property
    def excludes(self) -> Excludes:
        """What is left out of folders."""
        return Excludes((*self.exclude, *self.extend_exclude), self.root)

    @cached_property
    def _ignored_patterns(self) -> tuple[tuple[Callable[[Path], bool], tuple[str, ...]], ...]:
        return tuple((_matcher(pattern, self.root), codes) for pattern, codes in self.per_file_ignores)


def load_settings(
    start: Path,
    overrides: Mapping[str, object] | None = None,
    *,
    config: Path | None = None,
    isolated: bool = False,
) -> Settings:
    """Return the settings for a run that starts in the folder (or at the file) ``start``.

    ``overrides`` are what the command line says, by the names of the fields of `Settings`; ``None``
    means not said. ``select`` there replaces all selection of the file; what extends or ignores
    goes on top of it. ``config`` names a TOML file that holds for every file, instead of the nearest
    of each; with ``isolated``, no configuration file is read at all. The target that is not
    configured is read from the declared dependencies.

    Raises ConfigError for a file that cannot be read or parsed, unknown keys, wrong values and
    unknown codes; TypeError for an override that is no field, and for ``config`` with ``isolated``.
    """
    if isolated and config is not None:
        raise TypeError("a run that reads no configuration file cannot be given one")
    start = Path(os.path.abspath(start))
    folder = start if os.path.isdir(start) else start.parent
    said = {name: value for name, value in (overrides or {}).items() if value is not None}
    unknown = said.keys() - {each.name for each in fields(Settings)}
    if unknown:
        raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
    said = {name: _said(name, value) for name, value in said.items()}
    if config is not None:
        settings = _from_file(Path(os.path.abspath(config)), said)
    elif isolated:
        settings = _layered(Settings(root=folder), said, None)
    else:
        without = _layered(Settings(root=folder), said, None)
        file = nearest(folder)
        settings = without if file is None else _from_file(file, said)
        settings = replace(settings, nearest=_Nearest(said, without).of)
    if settings.target_keras is None:
        from ..sources.declarations import declared_keras

        declared = declared_keras(folder)
        if declared is not None:
            settings = replace(settings, target_keras=declared[0], target_origin=declared[1])
    return settings


class _Nearest:
    """The settings of every folder of a run; each configuration file is read once."""

    def __init__(self, said: Mapping[str, Any], without: Settings) -> None:
        """Take what the command line says, and what holds where there is no file."""
        self._said = said
        self._without = without
        self._known: dict[Path, Settings] = {}

    def of(self, folder: Path) -> Settings:
        """The settings of the files in ``folder``."""
        if folder not in self._known:
            file = in_folder(folder)
            if file is not None:
                found = _from_file(file, self._said)
            elif is_repository(folder) or folder.parent == folder:
                found = self._without
            else:
                found = self.of(folder.parent)
            self._known[folder] = found
        return self._known[folder]


def _from_file(file: Path, said: Mapping[str, Any]) -> Settings:
    settings = Settings(root=file.parent, config_file=file)
    for layer in layers(file) or ():
        values = {key.replace("-", "_"): value for key, value in layer.values.items() if key != EXTEND}
        for name in ("cache_dir", "baseline"):
            if name in values:
                values[name] = _inside(name.replace("_", "-"), values[name], layer)
        settings = _layered(settings, values, layer)
    return _layered(settings, said, None)


def _said(name: str, value: object) -> Any:
    """What the command line says under the field ``name``, checked as in a file."""
    key = name.replace("_", "-")
    if key not in BY_KEY:
        return value
    try:
        checked = BY_KEY[key].check(key, value)
    except ValueError as error:
        raise ConfigError(str(error), None, f"--{key}") from None
    # Paths are those of the shell.
    return Path(os.path.abspath(checked)) if isinstance(checked, Path) else checked


def _layered(below: Settings, values: Mapping[str, Any], origin: Layer | None) -> Settings:
    """``below``, and what somebody says on top: lists that extend add, everything else is replaced."""
    given = dict(values)
    origins = {**below.origins, **{name: ((origin, name),) for name in given}}
    if given.keys() & _SELECTION and (below.select is not None or below.ignore or below.extend_select):
        chosen = _resolve(
            below.selected_codes,
            given.pop("select", None),
            given.pop("extend_select", ()),
            given.pop("ignore", ()),
        )
        given.update(select=chosen, extend_select=(), ignore=())
        # What is on now is one list, of all who had a say in it.
        said = [name for name in ("select", "extend_select", "ignore") if name in values]
        earlier = (
            []
            if "select" in values
            else [
                each for name in ("select", "extend_select", "ignore") for each in below.origins.get(name, ())
            ]
        )
        origins.pop("extend_select", None)
        origins.pop("ignore", None)
        origins["select"] = (*earlier, *((origin, name) for name in said))
    if "extend_exclude" in given:
        given["extend_exclude"] = (*below.extend_exclude, *given["extend_exclude"])
        origins["extend_exclude"] = (*below.origins.get("extend_exclude", ()), (origin, "extend_exclude"))
    return replace(below, **given, origins=origins)


def _resolve(
    base: Iterable[str], select: Sequence[str] | None, extend_select: Sequence[str], ignore: Sequence[str]
) -> tuple[str, ...]:
    """Return the codes that the selectors leave on; ``base`` is what holds where they say nothing."""
    standing = frozenset(base if select is None else ())
    wanted, unwanted = _weights((*(select or ()), *extend_select)), _weights(ignore)
    return tuple(
        code
        for code in KNOWN_CODES
        if (wanted[code] > unwanted.get(code, -1) if code in wanted else code in standing - unwanted.keys())
    )


def _weights(selectors: Sequence[str]) -> dict[str, int]:
    """Return for each code how specific the most specific selector is that covers it."""
    found: dict[str, int] = {}
    for selector in selectors:
        weight = 0 if selector.upper() == "ALL" else len(selector)
        for code in matching(selector):
            found[code] = max(weight, found.get(code, 0))
    return found


def _matcher(pattern: str, root: Path | None) -> Callable[[Path], bool]:
    """Return a test for paths, with the meaning that ``pattern`` has in a .gitignore at ``root``."""
    from ..sources.gitignore import Patterns

    base = Path("/") if root is None else root
    patterns = Patterns(base, [pattern])

    def matches(path: Path) -> bool:
        # A file from elsewhere is known by its name alone.
        inside = path if root is not None and path.is_relative_to(root) else base / path.name
        return patterns.verdict(inside.as_posix()) is True

    return matches


def _inside(key: str, path: Path, layer: Layer) -> Path:
    """``path`` beside the file that names it, or below: no repository decides what is written elsewhere."""
    file = layer.file
    inside = file.parent / os.path.expanduser(path)
    if not Path(os.path.realpath(inside)).is_relative_to(os.path.realpath(file.parent)):
        hint = f"; the variable {CACHE_VARIABLE} may name any folder" if key == "cache-dir" else ""
        name = ".".join((*layer.table, key))
        raise ConfigError(f"must lie below {file.parent}{hint}", file, name, layer.line(key))
    return inside
