"""Configuration files: which one applies in a folder, what it holds, and where in it something stands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .options import BY_KEY, EXTEND
from .wrong import WrongPart, suggestion

OWN_NAME = "xentlint.toml"
SHARED_NAME = "pyproject.toml"
_TABLE = ("tool", "xentlint")


class ConfigError(Exception):
    """A setting that cannot be used. The text names the file and line (or the option), the key, the reason."""

    def __init__(
        self, message: str, file: Path | None = None, key: str | None = None, line: int | None = None
    ) -> None:
        """Keep the parts, for those who show them otherwise."""
        where = f"{file}:{line}" if file is not None and line is not None else file
        super().__init__(": ".join(str(part) for part in (where, key, message) if part is not None))
        self.message = message
        self.file = file
        self.key = key
        self.line = line


@dataclass(frozen=True, slots=True)
class Layer:
    """What one file says: values that are checked, by key. ``table`` is where they stand in it."""

    file: Path
    table: tuple[str, ...]
    values: Mapping[str, Any]

    def line(self, *path: str) -> int | None:
        """The line at which a key, or a row of the table under it, is set, counted from one."""
        return line_of(_text(self.file), (*self.table, *path))


def layers(file: Path) -> list[Layer] | None:
    """What ``file`` says and, before it, what the files say that it extends; ``None``: it has no table.

    Raises ConfigError for a file that cannot be read or parsed, an unknown key, a wrong value, and
    for files that extend each other in a circle.
    """
    found: list[Layer] = []
    current: Path | None = file
    while current is not None:
        layer = _layer(current, asked=current is not file)
        if layer is None:
            return None
        found.append(layer)
        following = layer.values.get(EXTEND)
        current = None
        if following is not None:
            current = Path(os.path.realpath(layer.file.parent / os.path.expanduser(following)))
            if any(str(current) == os.path.realpath(each.file) for each in found):
                raise _error(layer.file, layer.table, EXTEND, f"{current} is extended in a circle")
            if not os.path.isfile(current):
                raise _error(layer.file, layer.table, EXTEND, f"there is no file {current}")
    return found[::-1]


def nearest(folder: Path) -> Path | None:
    """The file that applies in ``folder``: its own, or that of the nearest folder above, in its repository."""
    for each in (folder, *folder.parents):
        file = in_folder(each)
        if file is not None:
            return file
        if is_repository(each):
            break
    return None


def in_folder(folder: Path) -> Path | None:
    """The configuration file of ``folder`` itself; xentlint.toml comes before a table in pyproject.toml."""
    own, shared = folder / OWN_NAME, folder / SHARED_NAME
    if os.path.isfile(own):
        return own
    return shared if os.path.isfile(shared) and _tabled(shared) is not None else None


def is_repository(folder: Path) -> bool:
    """Whether ``folder`` is the root of a repository: what is above does not concern it."""
    return os.path.exists(folder / ".git")


def line_of(text: str, path: tuple[str, ...], value: str | None = None) -> int | None:
    """The line at which the key ``path`` (and in it, the string ``value``) is written in a TOML text.

    Parsers do not tell. But the first lines of a text, up to a key's last line, are a text that has
    the key, and all shorter ones that are a text at all do not have it.
    """
    from ..sources.toml import TOMLDecodeError, parse_toml

    lines = text.splitlines()
    start = 0
    for count in range(1, len(lines) + 1):
        try:
            data: Any = parse_toml("\n".join(lines[:count]) + "\n")
        except TOMLDecodeError:
            continue
        for name in path:
            data = data.get(name) if isinstance(data, dict) else None
        if data is not None:
            numbers = (*range(start, count), *_below(lines, count))
            return 1 + next((each for each in numbers if value is not None and value in lines[each]), start)
        start = count
    return None


def _below(lines: Sequence[str], start: int) -> Iterator[int]:
    """The lines from ``start`` on, up to the head of the next table."""
    for number in range(start, len(lines)):
        if lines[number].lstrip().startswith("["):
            return
        yield number


def _layer(file: Path, asked: bool) -> Layer | None:
    tabled = _tabled(file)
    if tabled is None:
        if asked:
            raise ConfigError("has no table [tool.xentlint]", file)
        return None
    table, values = tabled
    checked: dict[str, Any] = {}
    for key, value in values.items():
        option = BY_KEY.get(key)
        if option is None:
            raise _error(file, table, key, f"there is no such setting{suggestion(key, BY_KEY)}")
        try:
            checked[key] = option.check(key, value)
        except ValueError as error:
            part = error if isinstance(error, WrongPart) else None
            raise _error(file, table, key, str(error), part) from None
    return Layer(file, table, checked)


def _error(
    file: Path, table: tuple[str, ...], key: str, message: str, part: WrongPart | None = None
) -> ConfigError:
    path, text = (*table, key), _text(file)
    row = () if part is None or part.row is None else (part.row,)
    line = line_of(text, (*path, *row), None if part is None else part.written)
    return ConfigError(message, file, ".".join(path), line)


def _tabled(file: Path) -> tuple[tuple[str, ...], Mapping[str, Any]] | None:
    """The table for xentlint and its name: ``tool.xentlint``, or in a file of its own the whole file."""
    data = _parsed(file)
    tools = data.get(_TABLE[0])
    table = tools.get(_TABLE[1]) if isinstance(tools, dict) else None
    if table is not None:
        if not isinstance(table, dict):
            raise ConfigError("must be a table", file, ".".join(_TABLE), line_of(_text(file), _TABLE))
        return _TABLE, table
    return None if file.name == SHARED_NAME else ((), data)


def _parsed(file: Path) -> dict[str, Any]:
    from ..sources.toml import TOMLDecodeError, parse_toml

    text = _text(file)
    try:
        return parse_toml(text)
    except TOMLDecodeError as error:
        # Python 3.14 and newer tell the line, unless the text ends too early.
        line = getattr(error, "lineno", None)
        lines = text.splitlines()
        if line is None or line > len(lines):
            line = _first_unread(lines)
        raise ConfigError(f"is not valid TOML: {error}", file, None, line) from None


_MOST_LINES = 2_000


def _first_unread(lines: Sequence[str]) -> int | None:
    """The line behind the last one up to which a text that is no TOML is one: there starts what cannot be read."""
    from ..sources.toml import TOMLDecodeError, parse_toml

    for count in reversed(range(min(len(lines), _MOST_LINES))):
        try:
            parse_toml("\n".join(lines[:count]) + "\n")
        except TOMLDecodeError:
            continue
        return count + 1
    return None


_MOST_BYTES = 16_000_000


def _text(file: Path) -> str:
    from ..sources.regular import read_regular

    try:
        return read_regular(file, _MOST_BYTES).decode("utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", file) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"is not UTF-8: byte {error.start}", file) from None
