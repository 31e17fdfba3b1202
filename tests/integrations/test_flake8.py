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


def test_a_file_has_its_nearest_configuration_as_for_the_command(tmp_path: Path) -> None:
    for name, text in (("a", 'ignore = ["XEN101"]\n'), ("b", ""), ("c", 'exclude = ["train.py"]\n')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "xentlint.toml").write_text(text)
        (tmp_path / name / "train.py").write_text(PROGRAM, encoding="utf-8")
    found = flake8(tmp_path, "--select", "XEN", ".")
    assert [(Path(path), code) for path, _, _, code, _ in found] == [(Path("b/train.py"), "XEN101")]
    assert [each["filename"] for each in command(tmp_path, ".")] == ["b/train.py"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_configuration_is_said_where_it_holds_and_nothing_else_is_lost(
    jobs: str, tmp_path: Path
) -> None:
    for name, text in (("a", "\nselct = []\n"), ("b", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "xentlint.toml").write_text(text)
        (tmp_path / name / "train.py").write_text(PROGRAM, encoding="utf-8")
    found = flake8(tmp_path, "-j", jobs, "--select", "XEN,W", ".")
    assert [(Path(path), code) for path, _, _, code, _ in found] == [
        (Path("a/train.py"), "XEN901"),
        (Path("b/train.py"), "XEN101"),
    ]
    file = tmp_path / "a" / "xentlint.toml"
    assert f"{file}:2: selct: there is no such setting (did you mean 'select'?)" in found[0][-1]


def test_one_configuration_can_be_named_for_all_files_in_flake8s_own(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint" / "x.toml").write_text('ignore = ["XEN101"]\n')
    assert flake8(tmp_path, "--select", "XEN", "--xentlint-config", "lint/x.toml", "train.py") == []
    (tmp_path / ".flake8").write_text("[flake8]\nxentlint-config = lint/x.toml\n")
    assert flake8(tmp_path, "--select", "XEN", "train.py") == []


def test_the_target_decides_what_is_fragile(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "compiled.py").write_text(COMPILED, encoding="utf-8")
    # Without a target the worst Keras counts. Keras 3 finds the logits behind its own softmax, on TensorFlow.
    ((*_, message),) = flake8(tmp_path, "--select", "XEN", "train.py")
    assert "it is clipped" in message
    ((*_, message),) = flake8(tmp_path, "--select", "XEN", "--xentlint-target-keras=3", "train.py")
    assert "Keras recovers the logits here" in message
    assert flake8(tmp_path, "--select", "XEN", "compiled.py") == []
    ((*_, code, _),) = flake8(tmp_path, "--select", "XEN", "--xentlint-target-backend=jax", "compiled.py")
    assert code == "XEN102"
