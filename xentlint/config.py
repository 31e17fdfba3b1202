"""What a person configures: the settings, where they are read, and what is wrong with them.

Settings come from ``[tool.xentlint]`` in the nearest pyproject.toml that has such a table, and from
the command line, which wins. Importing this module is cheap; parsers are loaded when they are used.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from .codes import DEFAULT_CODES, KNOWN_CODES, matching

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
_MOST_BYTES = 16_000_000
_TARGETS = {"target-keras": ("2.1", "2", "3"), "target-backend": ("tensorflow", "jax", "torch")}


class ConfigError(Exception):
    """A setting that cannot be used. The text names the file (or the option), the key and the reason."""

    def __init__(self, message: str, file: Path | None = None, key: str | None = None) -> None:
        """Keep the parts, for those who show them otherwise."""
        super().__init__(": ".join(str(part) for part in (file, key, message) if part is not None))
        self.message = message
        self.file = file
        self.key = key


@dataclass(frozen=True)
class Settings:
    """What a run does. Selectors are ``ALL``, codes, or prefixes of codes such as ``XEN1``.

    ``select`` is ``None`` when nobody said: then the codes that are on by default. ``root`` is the
    folder that patterns are relative to: that of the configuration file, or where the run started.
    ``target_origin`` is the file whose dependencies decided ``target_keras``, ``None`` when it was
    configured or is open.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    target_keras: str | None = None
    target_backend: str | None = None
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cache: bool = True
    cache_dir: Path | None = None
    root: Path | None = None
    config_file: Path | None = None
    target_origin: Path | None = None

    @cached_property
    def selected_codes(self) -> tuple[str, ...]:
        """The codes that are reported, sorted; the most specific selector decides on each."""
        return _resolve(DEFAULT_CODES, self.select, self.extend_select, self.ignore)

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
    means not said. ``select`` there replaces all selection of the file; ``ignore`` and ``extend_select``
    there go on top of it. ``config`` names a TOML file to use instead of the nearest
    pyproject.toml; with ``isolated``, no configuration file is read at all. The target that is not
    configured is read from the declared dependencies.

    Raises ConfigError for a file that cannot be read or parsed, unknown keys, wrong values and
    unknown codes; TypeError for an override that is no field, and for ``config`` with ``isolated``.
    """
    if isolated and config is not None:
        raise TypeError("a run that reads no configuration file cannot be given one")
    start = Path(os.path.abspath(start))
    folder = start if start.is_dir() else start.parent
    said = {name: value for name, value in (overrides or {}).items() if value is not None}
    unknown = said.keys() - {each.name for each in fields(Settings)}
    if unknown:
        raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
    file, table = (None, {}) if isolated else _table(folder, config and Path(os.path.abspath(config)))
    values: dict[str, Any] = {"root": folder if file is None else file.parent, "config_file": file}
    for key, value in table.items():
        values[key.replace("-", "_")] = _checked(key, value, file, f"tool.xentlint.{key}")
    if isinstance(values.get("cache_dir"), Path):
        values["cache_dir"] = _inside(values["root"], values["cache_dir"], file)
    settings = _with_overrides(Settings(**values), said)
    if settings.target_keras is None:
        from .sources.declarations import declared_keras

        declared = declared_keras(folder)
        if declared is not None:
            settings = replace(settings, target_keras=declared[0], target_origin=declared[1])
    return settings


def _with_overrides(settings: Settings, said: Mapping[str, object]) -> Settings:
    values: dict[str, Any] = {}
    for name, value in said.items():
        key = name.replace("_", "-")
        values[name] = _checked(key, value, None, f"--{key}") if key in _KEYS else value
    if values.keys() & {"select", "ignore", "extend_select"}:
        chosen = _resolve(
            settings.selected_codes,
            values.pop("select", None),
            values.pop("extend_select", ()),
            values.pop("ignore", ()),
        )
        values.update(select=chosen, extend_select=(), ignore=())
    return replace(settings, **values)


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
    from .sources.gitignore import Patterns

    base = Path("/") if root is None else root
    patterns = Patterns(base, [pattern])

    def matches(path: Path) -> bool:
        # A file from elsewhere is known by its name alone.
        inside = path if root is not None and path.is_relative_to(root) else base / path.name
        return patterns.verdict(inside.as_posix()) is True

    return matches


def _table(folder: Path, config: Path | None) -> tuple[Path | None, Mapping[str, Any]]:
    """Return the configuration file that applies in ``folder``, and its table."""
    if config is not None:
        data = _parsed(config)
        table = _inner(data, config)
        # A file of its own may leave out the table's name.
        return config, (data if table is None and config.name != "pyproject.toml" else table or {})
    for each in (folder, *folder.parents):
        file = each / "pyproject.toml"
        if file.is_file():
            table = _inner(_parsed(file), file)
            if table is not None:
                return file, table
        if (each / ".git").exists():
            break
    return None, {}


def _parsed(file: Path) -> dict[str, Any]:
    from .sources.regular import read_regular
    from .sources.toml import TOMLDecodeError, parse_toml

    try:
        return parse_toml(read_regular(file, _MOST_BYTES).decode("utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", file) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"is not UTF-8: byte {error.start}", file) from None
    except TOMLDecodeError as error:
        raise ConfigError(f"is not valid TOML: {error}", file) from None


def _inner(data: Mapping[str, Any], file: Path) -> Mapping[str, Any] | None:
    tools = data.get("tool")
    table = tools.get("xentlint") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError("must be a table", file, "tool.xentlint")
    return table


def _checked(key: str, value: object, file: Path | None, name: str) -> object:
    """Return ``value`` as `Settings` holds it, or say what is wrong with it."""
    check = _KEYS.get(key)
    if check is None:
        raise ConfigError(f"there is no such setting{_suggestion(key, _KEYS)}", file, name)
    try:
        return check(key, value)
    except ValueError as error:
        raise ConfigError(str(error), file, name) from None


def _strings(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of strings")
    return tuple(value)


def _selectors(key: str, value: object) -> tuple[str, ...]:
    selectors = tuple(selector.strip().upper() for selector in _strings(key, value))
    for selector in selectors:
        if not matching(selector):
            known = ", ".join(KNOWN_CODES)
            hint = _suggestion(selector, ("ALL", *KNOWN_CODES))
            raise ValueError(f"unknown code {selector!r}{hint}; known are ALL, {known} and their prefixes")
    return selectors


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _target(key: str, value: object) -> str:
    if value not in _TARGETS[key]:
        choices = ", ".join(f'"{choice}"' for choice in _TARGETS[key])
        raise ValueError(f"must be one of {choices}, not {value!r}")
    return str(value)


def _path(key: str, value: object) -> Path:
    if not isinstance(value, (str, Path)):
        raise ValueError("must be a path")
    return Path(value)


def _inside(root: Path, path: Path, file: Path | None) -> Path:
    """Return ``path`` below ``root``: a repository does not decide what is written elsewhere."""
    from .folders import CACHE_VARIABLE

    inside = root / path
    if not Path(os.path.realpath(inside)).is_relative_to(os.path.realpath(root)):
        message = f"must lie below {root}; the variable {CACHE_VARIABLE} may name any folder"
        raise ConfigError(message, file, "tool.xentlint.cache-dir")
    return inside


def _ignores(key: str, value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    items: object = value.items() if isinstance(value, Mapping) else value
    try:
        pairs = [(pattern, codes) for pattern, codes in items]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise ValueError("must be a table from file patterns to lists of codes") from None
    return tuple((str(pattern), _selectors(key, codes)) for pattern, codes in pairs)


def _suggestion(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


_KEYS: Mapping[str, Callable[[str, object], object]] = {
    "select": _selectors,
    "ignore": _selectors,
    "extend-select": _selectors,
    "target-keras": _target,
    "target-backend": _target,
    "exclude": _strings,
    "extend-exclude": _strings,
    "respect-gitignore": _flag,
    "per-file-ignores": _ignores,
    "cache": _flag,
    "cache-dir": _path,
}
