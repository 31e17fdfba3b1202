from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest

from .programs import COMPILED, PROGRAM, command, run

LINE = re.compile(r"(?P<path>.+?):(?P<row>\d+):(?P<column>\d+): (?P<code>[A-Z]+\d+) (?P<message>.*)")


@pytest.fixture(autouse=True)
def installed() -> None:
    found = importlib.metadata.entry_points(group="flake8.extension", name="XEN")
    assert found, "flake8 finds plugins by their installation: pip install -e '.[dev]'"


def flake8(folder: Path, *words: str, source: str | None = None) -> list[tuple[str, int, int, str, str]]:
    done = run("flake8", *words, cwd=folder, input=source)
    assert done.stderr == ""
    matches = [LINE.fullmatch(line) for line in done.stdout.splitlines()]
    return [
        (match["path"], int(match["row"]), int(match["column"]), match["code"], match["message"])
        for match in matches
        if match is not None
    ]


def places(found: list[tuple[str, int, int, str, str]]) -> list[tuple[int, int, str]]:
    return [(row, column, code) for _, row, column, code, _ in found]


def test_flake8_shows_what_the_command_shows(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    (expected,) = command(tmp_path, "train.py")
    assert flake8(tmp_path, "--select", "XEN", "train.py") == [
        (
            "train.py",
            expected["location"]["row"],
            expected["location"]["column"],
            "XEN101",
            f"{expected['message']}; softmax applied here: train.py:3:30; "
            f"to do: {expected['help']} (xentlint --fix does it)",
        )
    ]


def test_the_plugin_is_on_without_being_selected(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    assert [code for *_, code, _ in flake8(tmp_path, "train.py")] == ["XEN101"]


def test_the_version_is_listed(tmp_path: Path) -> None:
    import xentlint

    assert f"xentlint: {xentlint.__version__}" in run("flake8", "--version", cwd=tmp_path).stdout


def test_standard_input_is_linted_under_its_display_name(tmp_path: Path) -> None:
    found = flake8(tmp_path, "--select", "XEN", "--stdin-display-name", "train.py", "-", source=PROGRAM)
    assert [(path, row, code) for path, row, _, code, _ in found] == [("train.py", 10, "XEN101")]


def test_standard_input_without_a_name_is_linted(tmp_path: Path) -> None:
    assert [code for *_, code, _ in flake8(tmp_path, "--select", "XEN", "-", source=PROGRAM)] == ["XEN101"]


@pytest.mark.parametrize("line", ['activation="softmax")])', "model(images))"])
def test_noqa_on_any_line_of_the_finding_silences_it(tmp_path: Path, line: str) -> None:
    (tmp_path / "train.py").write_text(PROGRAM.replace(line, f"{line}  # noqa: XEN101"), encoding="utf-8")
    assert flake8(tmp_path, "--select", "XEN", "train.py") == []
    found = flake8(tmp_path, "--select", "XEN", "--disable-noqa", "train.py")
    assert [code for *_, code, _ in found] == ["XEN101"]


def test_flake8_ignores_what_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    assert flake8(tmp_path, "--extend-ignore", "XEN101", "train.py") == []
    assert flake8(tmp_path, "--per-file-ignores", "train.py:XEN1", "train.py") == []


def test_the_projects_settings_hold_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.xentlint]\nignore = ["XEN101"]\n')
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    assert flake8(tmp_path, "--select", "XEN", "train.py") == []


class TestOptInCodes:
    @pytest.fixture(autouse=True)
    def compiled(self, tmp_path: Path) -> None:
        (tmp_path / "train.py").write_text(COMPILED, encoding="utf-8")

    @pytest.mark.parametrize("words", [[], ["--select", "XEN"], ["--extend-select", "XEN"]])
    def test_they_are_off_by_default(self, tmp_path: Path, words: list[str]) -> None:
        assert flake8(tmp_path, *words, "train.py") == []

    @pytest.mark.parametrize(
        "words", [["--select", "XEN103"], ["--select", "XEN1"], ["--extend-select", "XEN103"]]
    )
    def test_they_are_on_when_they_are_named(self, tmp_path: Path, words: list[str]) -> None:
        (expected,) = command(tmp_path, "--extend-select", "XEN103", "train.py")
        location = expected["location"]
        found = places(flake8(tmp_path, *words, "train.py"))
        assert found == [(location["row"], location["column"], "XEN103")]

    def test_they_are_on_when_the_project_wants_them(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text('[tool.xentlint]\nextend-select = ["XEN103"]\n')
        assert [code for *_, code, _ in flake8(tmp_path, "train.py")] == ["XEN103"]


def test_a_source_that_does_not_parse_is_left_to_flake8(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import keras\nmodel.compile(\n")
    codes = [code for *_, code, _ in flake8(tmp_path, "train.py")]
    assert "E999" in codes or "E902" in codes
    assert not [code for code in codes if code.startswith("XEN")]


def test_a_byte_order_mark_and_an_encoding_cookie_do_not_shift_columns(tmp_path: Path) -> None:
    latin = "# coding: latin-1\n" + PROGRAM.replace("\N{GRINNING FACE}", "\xe4")
    (tmp_path / "latin.py").write_text(latin, encoding="latin-1")
    (tmp_path / "marked.py").write_text(PROGRAM, encoding="utf-8-sig")
    column = PROGRAM.splitlines()[9].index("loss_fn(labels") + 1
    found = flake8(tmp_path, "--select", "XEN", "latin.py", "marked.py")
    assert places(found) == [(11, column, "XEN101"), (10, column, "XEN101")]


def test_nothing_is_parsed_by_libcst_when_the_file_cannot_matter(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("print('hello')\n")
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "probe.py").write_text(
        "import sys\n"
        "from flake8.main.cli import main\n"
        "main(['-j1', '--select', 'XEN', sys.argv[1]])\n"
        "print('libcst' in sys.modules)\n"
    )
    assert run("probe", "plain.py", cwd=tmp_path).stdout.splitlines() == ["False"]
    assert run("probe", "train.py", cwd=tmp_path).stdout.splitlines()[-1] == "True"
