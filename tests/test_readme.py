"""What the README claims can be checked, so it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xentlint.cli import main
from xentlint.codes import CODES
from xentlint.config import ConfigError, load_settings
from xentlint.output import FORMATS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(first: str) -> list[list[str]]:
    """The cells of the table whose heading begins with ``first``, without its heading."""
    rows = README[README.index(f"| {first} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_every_code_is_in_the_table_with_its_name_and_default() -> None:
    written = [(row[0], row[1], row[3] == "on") for row in table("code")]
    assert written == [(entry.code, entry.name, entry.default) for entry in CODES]


def test_every_setting_in_the_table_can_be_set(tmp_path: Path) -> None:
    keys = [row[0].strip("`") for row in table("key in `[tool.xentlint]`")]
    assert len(keys) > 5
    for key in keys:
        # A key that exists is told that a date is the wrong value for it, any other that it does not exist.
        (tmp_path / "pyproject.toml").write_text(f"[tool.xentlint]\n{key} = 2020-01-01\n")
        with pytest.raises(ConfigError, match="must be"):
            load_settings(tmp_path)


def test_every_output_format_is_named() -> None:
    section = README[README.index("- **CI**") : README.index("## Configuration")]
    assert set(FORMATS) - {"text"} <= set(re.findall(r"`(?:--output-format )?([a-z]+)`", section))


def test_the_report_that_is_shown_is_the_one_that_comes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    (shown,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    assert main(["check", "--isolated", "--quiet", "examples/subclass_softmax.py"]) == 1
    assert capsys.readouterr().out.strip() == shown.strip()
