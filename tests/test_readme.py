"""What the README claims can be checked, so it is: every block of it is run."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from xentlint.cli import main
from xentlint.docs.site import rule_rows
from xentlint.rules.codes import CODES
from xentlint.sources.toml import parse_toml

from .integrations.programs import PROGRAM, run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(autouse=True)
def plain_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours, whatever terminal the tests run in."""
    monkeypatch.setenv("NO_COLOR", "1")


def block(language: str) -> str:
    """The only block in ``language``."""
    (text,) = [text for each, text in BLOCKS if each == language]
    return str(text)


def table(first: str) -> list[list[str]]:
    """The cells of the table whose heading begins with ``first``, without its heading."""
    rows = README[README.index(f"| {first} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_every_block_is_run_by_a_test_below() -> None:
    assert [language for language, _ in BLOCKS] == ["sh", "text", "console", "toml", "python"]


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_table_of_rules_is_made_from_their_pages() -> None:
    # Made by xentlint.docs.site.rule_rows, from what the rules' own modules say.
    assert rule_rows() in README
    assert len(table("code")) == len(CODES)


@pytest.mark.install
def test_the_two_commands_work_in_a_fresh_clone(tmp_path: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    done = subprocess.run(
        ["bash", "-c", block("sh")], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "Found 7 problems in 7 files" in done.stdout
    assert "correct.py" not in done.stdout
    assert block("text").strip() in done.stdout


def test_the_report_that_is_shown_is_the_one_that_comes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert main(["check", "--isolated", "--quiet", "examples/subclass_softmax.py"]) == 1
    assert capsys.readouterr().out.strip() == block("text").strip()


@pytest.mark.tensorflow
def test_the_proof_that_is_shown_is_the_one_that_comes(tmp_path: Path) -> None:
    command, *shown = block("console").splitlines()
    words = command.removeprefix("$ xentlint ").split()
    printed = run("xentlint", *words, cwd=tmp_path).stdout
    heading, _, row = (re.split(r"\s{2,}", line) for line in shown)
    table = [re.split(r"\s{2,}", line) for line in printed.splitlines()]
    assert heading in table
    (now,) = (line for line in table if line[0] == row[0])
    # Another processor, another rounding: the numbers and the seconds may differ a little, nothing else may.
    said = [name for name in heading[:-1] if name not in ("accuracy", "zero gradients", "s")]
    assert [now[heading.index(name)] for name in said] == [row[heading.index(name)] for name in said]
    assert now[-1] == row[-1]
    assert accuracies(now[2]) == pytest.approx(accuracies(row[2]), abs=0.08)


def accuracies(cell: str) -> list[float]:
    """Before and after."""
    return [float(number) for number in cell.split(" -> ")]


def test_ruff_keeps_its_hands_off_our_comments_with_these_lines(tmp_path: Path) -> None:
    source = "x = 1  # noqa: XEN101\n"
    (tmp_path / "a.py").write_text(source)
    words = ["ruff", "check", "--select", "RUF100,RUF102", "--no-cache", "a.py"]
    (tmp_path / "pyproject.toml").write_text("[tool.ruff.lint]\n")
    assert "XEN101" in run(*words, cwd=tmp_path).stdout  # what the README warns of
    (tmp_path / "pyproject.toml").write_text(block("toml"))
    assert run(*words, cwd=tmp_path).returncode == 0
    assert parse_toml(block("toml"))["tool"]["ruff"]["lint"]["external"] == ["XEN"]


def test_the_lines_of_python_find_and_repair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("XEN101 10 softmax output meets")
    assert "from_logits=True" in (tmp_path / "train.py").read_text(encoding="utf-8")
