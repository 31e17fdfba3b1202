from __future__ import annotations

import json
import re

import pytest

from xentlint.cli import main
from xentlint.rules import pages as documentation
from xentlint.rules.codes import DEFAULT_CODES, KNOWN_CODES, NAMES

SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "Fix safety", "References")


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert tuple(page.code for page in documentation.pages()) == KNOWN_CODES


@pytest.mark.parametrize("code", [code for code in KNOWN_CODES if not code.startswith("XEN9")])
def test_a_page_has_the_sections_that_a_reader_looks_for(code: str) -> None:
    page = documentation.find(code)
    assert page is not None
    assert [heading for heading in SECTIONS if not page.section(heading)] == []


@pytest.mark.parametrize("page", documentation.pages(), ids=lambda page: page.code)
def test_a_page_begins_with_what_it_is_about_and_closes_its_code_blocks(page: documentation.Page) -> None:
    assert page.summary
    assert page.text.count("```") % 2 == 0


def test_a_code_is_found_in_any_case() -> None:
    page = documentation.find("xen101")
    assert page is not None
    assert page.code == "XEN101"


def test_a_rule_is_found_by_its_name_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "missing-activation"]) == 0
    assert capsys.readouterr().out.startswith("XEN202 (missing-activation)\n")
    assert main(["rule", "missing-activasion"]) == 2
    assert "did you mean missing-activation?" in capsys.readouterr().err


def test_an_unknown_code_has_no_page() -> None:
    assert documentation.find("XEN999") is None


def test_sections_end_where_the_next_begins() -> None:
    page = documentation.Page(
        "XEN000", "Sum it\nup.\n\n## Example\nfirst\n\n### part\n\n## Use instead\nlast"
    )
    assert page.summary == "Sum it up."
    assert page.section("Example") == "first\n\n### part"
    assert page.section("Use instead") == "last"
    assert page.section("References") == ""


def test_rule_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "XEN101"]) == 0
    printed = capsys.readouterr().out
    page = documentation.find("XEN101")
    assert page is not None
    assert printed.startswith("XEN101 (probabilities-in-training-step)\n\nA softmax or sigmoid output meets")
    assert "\n    loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)\n" in printed
    assert "```" not in printed
    assert not any(line.startswith("#") for line in printed.splitlines())


@pytest.mark.parametrize("code", KNOWN_CODES)
def test_a_page_has_one_heading_of_the_first_rank(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", code, "--output-format", "markdown"]) == 0
    printed = capsys.readouterr().out
    outside_of_code = "".join(printed.split("```")[::2])
    assert re.findall(r"^# .*", outside_of_code, re.M) == [f"# {code} ({NAMES[code]})"]


def test_a_terminal_shows_code_in_colour(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert main(["rule", "XEN101"]) == 0
    assert "\x1b[36mtf.GradientTape\x1b[0m block" in capsys.readouterr().out


def test_rule_all_prints_every_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--all", "--output-format", "markdown"]) == 0
    titles = re.findall(r"^# (XEN\d+) \((.+)\)$", capsys.readouterr().out, re.M)
    assert titles == list(NAMES.items())


def test_rule_as_json_has_the_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--all", "--output-format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert [(each["code"], each["name"]) for each in rules] == list(NAMES.items())
    assert [each["code"] for each in rules if not each["default"]] == sorted(
        {*KNOWN_CODES} - {*DEFAULT_CODES}
    )


def test_an_unknown_rule_is_one_line_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "XEN1O2"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "xentlint: error: there is no rule 'XEN1O2'; did you mean XEN102?\n"


@pytest.mark.parametrize(
    ("words", "codes"), [([], KNOWN_CODES), (["xen3"], ("XEN301",)), (["XEN9"], ("XEN901", "XEN902"))]
)
def test_rules_are_listed(
    words: list[str], codes: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rule", *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[code, NAMES[code]] for code in codes]
    assert [line.endswith(" (opt-in)") for line in lines] == [code not in DEFAULT_CODES for code in codes]
    assert main(["rule", *words, "--output-format", "json"]) == 0
    assert [each["code"] for each in json.loads(capsys.readouterr().out)] == list(codes)


def test_rule_wants_one_code_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "XEN101", "--all"]) == 2
    assert capsys.readouterr().err == "xentlint: error: name one rule, or say --all\n"
