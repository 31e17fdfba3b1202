from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xentlint.rules.diagnostic import Applicability, Fix
from xentlint.run.plans import by_path, choose, meet
from xentlint.sources.positions import Edit, Position, Span


def span(start: int, end: int, path: str = "/a.py", cell: int | None = None) -> Span:
    return Span(path, cell, Position(1, start), Position(1, end))


def plan(*spans: Span, content: str = "None") -> Fix:
    return Fix(Applicability.SAFE, "repair", tuple(Edit(each, content) for each in spans))


def test_plans_in_different_places_are_taken_together() -> None:
    first, second = plan(span(1, 5)), plan(span(8, 9))
    assert choose([first, second]) == [first, second]


def test_the_same_columns_of_another_file_or_cell_are_another_place() -> None:
    plans = [plan(span(1, 5)), plan(span(1, 5, "/b.py")), plan(span(1, 5, cell=0)), plan(span(1, 5, cell=1))]
    assert choose(plans) == plans


def test_a_plan_that_overlaps_in_one_of_its_places_is_left_out_whole() -> None:
    first, second = plan(span(1, 5)), plan(span(4, 6), span(20, 30, "/b.py"))
    third = plan(span(25, 26, "/b.py"))
    # The second plan's other place stays free: nothing of it was taken.
    assert choose([first, second, third]) == [first, third]


def test_equal_plans_are_applied_once() -> None:
    assert choose([plan(span(1, 5), span(8, 9)), plan(span(8, 9), span(1, 5))]) == [
        plan(span(1, 5), span(8, 9))
    ]


def test_plans_that_share_an_edit_wait_for_each_other() -> None:
    first, second = plan(span(1, 5), span(8, 9)), plan(span(1, 5), span(10, 12))
    assert choose([first, second]) == [first]


def test_advice_is_never_taken() -> None:
    assert choose([plan()]) == []


def test_stretches_that_touch_do_not_meet() -> None:
    assert not meet(span(1, 5), span(5, 9))


def test_insertions_meet_whatever_they_touch() -> None:
    assert meet(span(5, 5), span(5, 5))
    assert meet(span(5, 5), span(1, 5))
    assert meet(span(5, 9), span(5, 5))
    assert not meet(span(6, 6), span(1, 5))


def test_edits_are_gathered_by_file() -> None:
    plans = [plan(span(1, 2), span(3, 4, "/b.py")), plan(span(5, 6))]
    assert {path: [edit.span for edit in edits] for path, edits in by_path(plans).items()} == {
        "/a.py": [span(1, 2), span(5, 6)],
        "/b.py": [span(3, 4, "/b.py")],
    }


spans = st.builds(
    lambda start, length, path: span(start, start + length, path),
    st.integers(1, 12),
    st.integers(0, 4),
    st.sampled_from(["/a.py", "/b.py"]),
)
fixes = st.lists(spans, max_size=3).map(lambda own: plan(*own))


@given(st.lists(fixes, max_size=8))
def test_what_is_taken_fits_together_and_nothing_that_fits_is_left_out(offered: list[Fix]) -> None:
    taken = choose(offered)
    places = [{edit.span for edit in fix.edits} for fix in taken]

    def fits(one: set[Span], other: set[Span]) -> bool:
        return not any(a.path == b.path and meet(a, b) for a in one for b in other)

    assert all(fits(one, other) for number, one in enumerate(places) for other in places[:number])
    for fix in offered:
        own = {edit.span for edit in fix.edits}
        assert fix in taken or not own or own in places or not all(fits(own, other) for other in places)
