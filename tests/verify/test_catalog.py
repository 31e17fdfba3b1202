"""The shipped programs: one for every code, ordinary to look at."""

from __future__ import annotations

import ast

import pytest

from xentlint.rules.codes import DEFAULT_CODES, KNOWN_CODES, is_of_sources
from xentlint.verify.catalog import FIXTURES, FOLDER, QUICK, Fixture, select

CODES = {fixture.code for fixture in FIXTURES}


def test_every_code_that_speaks_unasked_of_what_is_trained_has_a_program() -> None:
    assert {"XEN101", "XEN102", "XEN103", "XEN104", "XEN201", "XEN202", "XEN203", "XEN204", "XEN301"} <= CODES
    speaks = {code for code in DEFAULT_CODES if not is_of_sources(code)}
    # Labels of another form have no repair that a training could prove.
    assert speaks - {"XEN401"} <= CODES <= set(KNOWN_CODES)


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


def test_a_quick_run_tells_of_both_ways_to_train_and_of_most_rules() -> None:
    quick = select(QUICK)
    assert {fixture.mode for fixture in quick} == {"tape", "fit"}
    assert len({fixture.code for fixture in quick}) == 6
    assert all(fixture.backend == "tensorflow" and not fixture.unsafe for fixture in quick)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_every_fixture_declares_something_that_can_fail(fixture: Fixture) -> None:
    """A mistake shows in its gradients or its accuracy, or Keras rescues it, or a reader has to be repaired."""
    for shows in (fixture.shows, fixture.expected("keras-2.1")):
        assert shows.recovery >= 0.85
        assert shows.collapse is not None or shows.rescued or fixture.repaired
        assert shows.collapse is None or shows.collapse < shows.recovery - 0.2
