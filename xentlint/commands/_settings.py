"""The settings that a command line asks for, and how a command says that it cannot go on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..config.settings import Settings, load_settings
from ..sources.visible import visible


class CannotRun(Exception):
    """What was asked for makes no sense or cannot be reached; the message says why."""


def settings_from(arguments: argparse.Namespace, start: Path | None = None) -> Settings:
    """The settings of the configuration files and the command line together, for a run in ``start``.

    An option that is given without a word (``--select ""``, from an empty variable) says nothing.
    """
    said = vars(arguments)
    overrides: dict[str, object] = {
        name: [each for every in said[name] for each in every] or None
        for name in ("select", "extend_select", "ignore", "fixable", "unfixable", "exclude", "extend_exclude")
        if said.get(name) is not None
    }
    overrides |= {
        name: said.get(name) for name in ("target_keras", "target_backend", "force_exclude", "baseline")
    }
    if said.get("no_cache"):
        overrides["cache"] = False
    if said.get("no_baseline") or said.get("update_baseline"):
        overrides["use_baseline"] = False
    return load_settings(start or Path.cwd(), overrides, config=arguments.config, isolated=arguments.isolated)


def complain(line: str) -> None:
    """Say something on standard error, under the program's name."""
    print(f"xentlint: {visible(line)}", file=sys.stderr)
