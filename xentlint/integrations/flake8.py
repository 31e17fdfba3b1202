"""The flake8 plugin: the findings of ``xentlint check FILE``, in flake8's columns and under its options.

flake8 imports this module on every run, so nothing of the evaluator is imported until a file passes
the gate. A source that Python cannot parse is left to flake8's own E902 and E999.
"""

from __future__ import annotations

import argparse
import ast
import os
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from .. import __version__
from ..config.options import FRAMEWORKS, TARGETS
from ..rules.codes import CODES, matching
from ..sources.gate import can_matter

_STANDARD_INPUT = ("-", "stdin")


class Plugin:
    """One file of a flake8 run (https://flake8.pycqa.org/en/latest/plugin-development/)."""

    name: ClassVar[str] = "xentlint"
    version: ClassVar[str] = __version__
    _stdin_name: ClassVar[str] = "stdin"
    _suppress: ClassVar[bool] = True
    _asked_for: ClassVar[tuple[str, ...]] = ()
    _config: ClassVar[Path | None] = None
    _said: ClassVar[dict[str, str | None]] = {}

    def __init__(self, tree: ast.AST, filename: str, lines: Sequence[str]) -> None:
        # flake8 hands the tree only to sources that parse: asking for it leaves out the others.
        self._path = Path(os.path.abspath(self._stdin_name if filename in _STANDARD_INPUT else filename))
        self._text = "".join(lines)

    @staticmethod
    def add_options(manager: Any) -> None:
        """Declare the options of xentlint that people set for a whole project, in flake8's own files too."""
        manager.add_option(
            "--xentlint-config",
            metavar="FILE",
            default=None,
            parse_from_config=True,
            normalize_paths=True,
            help="the configuration file of xentlint (default: the nearest to each file)",
        )
        for option, choices in TARGETS.items():
            manager.add_option(
                f"--xentlint-{option}",
                choices=choices,
                default=None,
                parse_from_config=True,
                help=f"the {option} of xentlint",
            )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take what concerns us from flake8's own options.

        Codes that are off by default are reported when flake8 is told a selector that names them
        or their hundred (``XEN103``, ``XEN1``), not for the plugin's whole prefix (``XEN``).
        """
        cls._stdin_name = options.stdin_display_name
        cls._suppress = not options.disable_noqa
        config = getattr(options, "xentlint_config", None)
        cls._config = None if config is None else Path(config)
        fields = [option.replace("-", "_") for option in TARGETS]
        cls._said = {field: getattr(options, f"xentlint_{field}", None) for field in fields}
        chosen = [*(options.select or ()), *(options.extend_select or ())]
        covered = {
            code for each in chosen if each.upper() not in ("X", "XE", "XEN") for code in matching(each)
        }
        cls._asked_for = tuple(entry.code for entry in CODES if not entry.default and entry.code in covered)

    def run(self) -> Generator[tuple[int, int, str, type[Any]], None, None]:
        """Yield row, 0-based column, text and this class for every finding."""
        if not can_matter(self._text.encode("utf-8", "surrogatepass"), FRAMEWORKS):
            return
        from ..config.settings import ConfigError, load_settings
        from ..output.brief import sentence
        from ..output.context import Context
        from ..run.runner import lint_text
        from ..sources.visible import visible

        said = {**self._said, "extend_select": self._asked_for or None}
        try:
            settings = load_settings(self._path.parent, said, config=self._config)
            diagnostics = lint_text(self._path, self._text, settings, suppress=self._suppress)
        except ConfigError as error:
            # An exception would take everything with it that flake8 found, and show its own insides.
            yield 1, 0, f"XEN901 the configuration cannot be used: {visible(str(error))}", type(self)
            return
        for found in diagnostics:
            if found.span.path == str(self._path):
                start = found.span.start
                text = visible(sentence(found, Context()))
                yield start.row, start.column - 1, f"{found.code} {text}", type(self)
