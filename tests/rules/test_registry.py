"""A rule is one module: its page, what it judges, and whether it speaks unasked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from xentlint.rules import codes, pages
from xentlint.rules.registry import JUDGES, RULES
from xentlint.rules.rule import Rule

CASES = Path(__file__).parent / "cases"
TOLD = [code for code in RULES if not codes.is_of_sources(code)]

NEW = '''"""# always-wrong (XEN299, opt-in)

Everything is wrong.
"""

from .diagnostic import Severity
from .finding import Finding
from .rule import Rule


def check(view, fact):
    yield Finding("XEN299", Severity.ERROR, "it is wrong", fact.sink)


RULE = Rule(lambda met: True, check)
'''
ASK = """
import pathlib, shutil, sys
import xentlint
folder = pathlib.Path(sys.argv[1])
shutil.copytree(pathlib.Path(xentlint.__file__).parent, folder / "xentlint")
(folder / "xentlint" / "rules" / "xen299.py").write_text(sys.argv[2])
"""
TRAINED = """\
import keras
model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""


def test_the_registered_rules_are_those_with_a_page() -> None:
    assert tuple(RULES) == codes.KNOWN_CODES == tuple(page.code for page in pages.pages())
    assert all(isinstance(rule, Rule) for rule in RULES.values())


@pytest.mark.parametrize("code", TOLD)
def test_a_rule_judges_something_and_has_cases(code: str) -> None:
    rule = RULES[code]
    assert (rule.holds is None) is (rule.met is None)
    assert any((rule.met, rule.twice, rule.reads, rule.logs, rule.metrics, rule.labels))
    assert (CASES / f"{code.lower()}.py").is_file()


def test_what_is_wrong_is_asked_before_what_is_fragile() -> None:
    wrong = [codes.is_wrong(code) for code, _ in JUDGES]
    assert wrong == sorted(wrong, reverse=True)


def test_a_rule_is_added_by_its_file_alone(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", ASK, str(tmp_path), NEW], check=True)
    (tmp_path / "train.py").write_text(TRAINED)

    def said(*words: str) -> str:
        command = [sys.executable, "-P" if sys.version_info >= (3, 11) else "-B", "-m", "xentlint", *words]
        environment = {"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path)}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert not done.stderr, done.stderr
        return done.stdout

    assert said("rule", "always-wrong").startswith("XEN299 (always-wrong)\n\nEverything is wrong.")
    options = ("check", "--isolated", "--no-cache", "--output-format", "concise", "train.py")
    assert "XEN299" not in said(*options)
    assert "XEN299 [error] it is wrong" in said(*options, "--extend-select", "XEN299")


def test_codes_are_told_without_the_parser() -> None:
    ask = "import sys, xentlint.rules.codes, xentlint.rules.pages as p; p.pages(); print('libcst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
