"""Every option is used by some test: of the command line, of a configuration file, of flake8, of the language server."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

import xentlint
from xentlint import cli
from xentlint.commands import verify
from xentlint.config.options import OPTIONS, TARGETS
from xentlint.verify.command import build_parser

HERE = Path(__file__).parent
TEXT = "\n".join(
    path.read_text("utf-8") for path in sorted(HERE.rglob("test_*.py")) if path != Path(__file__)
)
_OF_ARGPARSE = {"-h", "--help"}


def _parser(name: str) -> argparse.ArgumentParser:
    command = cli.COMMANDS[name]
    if command is verify:
        return build_parser()
    parser = argparse.ArgumentParser()
    command.add_parser(parser)
    return parser


def _options() -> list[tuple[str, str]]:
    found = [("xentlint", option) for option in cli._OWN_OPTIONS if option not in _OF_ARGPARSE]
    for name in cli.COMMANDS:
        for action in _parser(name)._actions:
            found += [(name, option) for option in action.option_strings if option not in _OF_ARGPARSE]
    return found


@pytest.mark.parametrize(("command", "option"), _options())
def test_an_option_of_the_command_line_is_used_by_a_test(command: str, option: str) -> None:
    assert re.search(rf"""["' ]{re.escape(option)}["'= ]""", TEXT), f"xentlint {command} {option}"


@pytest.mark.parametrize("key", [option.key for option in OPTIONS])
def test_an_option_of_a_configuration_file_is_used_by_a_test(key: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(key)}(?: = |\.|\])", TEXT), key


@pytest.mark.parametrize("name", ["config", *TARGETS])
def test_an_option_of_flake8_is_used_by_a_test(name: str) -> None:
    assert f'"--xentlint-{name}' in TEXT


@pytest.mark.parametrize("name", ["config", "inlayHints"])
def test_an_option_of_the_server_is_used_by_a_test(name: str) -> None:
    assert f'"{name}":' in (HERE / "integrations" / "test_server.py").read_text("utf-8")


def test_the_server_asks_for_no_other_options() -> None:
    text = (Path(xentlint.__file__).parent / "integrations" / "lsp" / "server.py").read_text("utf-8")
    assert set(re.findall(r'options\.get\("(\w+)"', text)) == {"config", "inlayHints"}
