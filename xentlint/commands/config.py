"""``xentlint config``: every option, the value that holds for a file, and where it comes from."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..config.files import Layer
from ..config.options import EXTEND, OPTIONS, Option
from ..config.settings import ConfigError, Settings
from ..sources.known_apis import KnownApi
from ..sources.visible import in_json, visible
from ._settings import complain, settings_from
from .check import add_sources

HELP = "show every option, its value, and where the value comes from"
DESCRIPTION = "Show the options that hold for a file or a folder, and which file or option set each of them."


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="a file or folder (default: the current folder)"
    )
    add_sources(parser)
    parser.add_argument(
        "--output-format",
        choices=("text", "json"),
        default="text",
        help="how to print it (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the options; 2 when some configuration is broken, or there is no such path."""
    path = Path(os.path.abspath(arguments.path))
    if not os.path.exists(path):
        complain(f"error: {arguments.path}: no such file or folder")
        return 2
    try:
        settings = settings_from(arguments, path)
    except ConfigError as error:
        complain(f"error: {error}")
        return 2
    entries = list(_entries(settings))
    if arguments.output_format == "json":
        print(in_json(json.dumps([entry for entry, _ in entries], indent=2)))
        return 0
    width = max(len(entry["key"]) for entry, _ in entries)
    for entry, option in entries:
        print(visible(f"{entry['key']:<{width}} = {json.dumps(entry['value'])}  # {entry['origin']}"))
        print(f"{'':<{width}}   {option.meaning.replace('`', '')}")
    return 0


def _entries(settings: Settings) -> Iterator[tuple[dict[str, Any], Option]]:
    for option in OPTIONS:
        if option.key == EXTEND:
            continue
        value = getattr(settings, option.field)
        if option.field == "select" and value is None:
            value = settings.selected_codes
        if option.field == "fixable" and value is None:
            value = ("ALL",)
        shown = _table(value) if option.default == "{}" else _plain(value)
        yield {"key": option.key, "value": shown, "origin": _origin(option, settings)}, option


def _origin(option: Option, settings: Settings) -> str:
    if option.field not in settings.origins:
        if option.field == "target_keras" and settings.target_origin is not None:
            return _shown(settings.target_origin)
        return "default"
    return ", ".join(_written(layer, name) for layer, name in settings.origins[option.field])


def _written(layer: Layer | None, name: str) -> str:
    """Where somebody set an option: its file and line."""
    if layer is None:
        return "command line"
    line = layer.line(name.replace("_", "-"))
    return _shown(layer.file) if line is None else f"{_shown(layer.file)}:{line}"


def _shown(path: Path) -> str:
    """A path as somebody in this folder would write it."""
    path = Path(os.path.abspath(path))  # of one that is extended, ``folder/../file``
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _plain(value: Any) -> Any:
    """``value`` as a configuration file would have it."""
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _table(value: Any) -> dict[str, Any]:
    """An option that is a table in a file: patterns with their codes, or names with what they behave as."""
    rows: dict[str, Any] = {}
    for each in value:
        if isinstance(each, KnownApi):
            rows[each.name] = {"is": each.meaning, **dict(each.arguments)} if each.arguments else each.meaning
        else:
            rows[each[0]] = list(each[1])
    return rows
