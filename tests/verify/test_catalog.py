"""The shipped programs: one for every code, ordinary to look at."""

from __future__ import annotations

import ast

import pytest

from xentlint.verify.catalog import FIXTURES, FOLDER, Fixture, select

CODES = {"XEN101", "XEN102", "XEN103", "XEN104", "XEN201", "XEN202", "XEN203", "XEN204", "XEN301"}


def test_every_code_that_can_be_trained_has_a_program() -> None:
    assert {fixture.code for fixture in FIXTURES} == CODES


def test_every_program_is_in_the_catalogue() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "data"}
    assert files == {fixture.name for fixture in FIXTURES}


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_program_is_ordinary_and_has_the_readers_it_is_said_to_have(fixture: Fixture) -> None:
    source = fixture.path.read_text(encoding="utf-8")
    names = {
        node.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert "xentlint" not in source.lower()
    assert {*fixture.consumers, *(name for pair in fixture.repaired for name in pair)} <= names


def test_programs_are_chosen_by_name_and_by_code() -> None:
    assert [fixture.name for fixture in select(["fit_default_loss"])] == ["fit_default_loss"]
    assert {fixture.code for fixture in select(["xen201"])} == {"XEN201"}
    assert select([]) == FIXTURES
    assert len(select(["XEN104", "tape_log_of_softmax"])) == len(select(["XEN104"]))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="XEN999"):
        select(["XEN999"])
