"""What the memory of an evaluation knows of things that were handed away, branch by branch."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xentlint.python.store import Store
from xentlint.python.values import Const, Union, Unknown


def shared() -> tuple[Store, int]:
    """A memory with one owner that code out of sight holds."""
    store = Store()
    owner = store.number()
    store.set(owner, "flag", Const(True))
    store.share(owner)
    return store, owner


def test_what_was_shared_is_rewritten_when_it_is_written_and_until_it_is_shared_again() -> None:
    store, owner = shared()
    assert store.rewritten() == []
    store.set(owner, "flag", Const(False))
    assert store.rewritten() == [owner]
    store.share(owner)
    assert store.rewritten() == []


def test_what_a_branch_has_written_is_rewritten_where_the_branch_goes_on() -> None:
    store, owner = shared()
    store.begin()
    store.set(owner, "flag", Const(False))
    written = store.rollback()
    assert store.rewritten() == []
    store.apply(written)
    assert store.rewritten() == [owner]


def test_what_one_of_two_branches_has_written_may_be_rewritten() -> None:
    store, owner = shared()
    store.begin()
    store.set(owner, "flag", Const(False))
    first = store.rollback()
    store.begin()
    second = store.rollback()
    store.join([(frozenset({("a", True)}), first), (frozenset({("a", False)}), second)])
    assert store.rewritten() == [owner]


def test_what_a_branch_has_shared_is_not_marked_by_joining_it() -> None:
    store, owner = shared()
    store.set(owner, "flag", Const(False))
    store.begin()
    store.share(owner)
    store.set(owner + 1, "other", Const(1))
    store.apply(store.rollback())
    assert store.rewritten() == []


def test_what_nobody_has_asked_for_is_unread_until_somebody_does() -> None:
    store = Store()
    owner = store.number()
    store.set(owner, "net", store.put_away(Unknown(("forgotten", store.number()))))
    held = store.peek(owner, "net")
    assert held is not None
    assert store.is_unread(held)
    assert dict(store.held(owner)) == {"net": held}  # who forgets it has not asked either
    assert store.is_unread(held)
    assert store.get(owner, "net") is held
    assert not store.is_unread(held)


@pytest.mark.parametrize("ask", [Store.get, Store.perhaps, lambda store, owner, _: store.names(owner)])
def test_however_it_is_asked_for_also_among_others(ask: Callable[[Store, int, str], object]) -> None:
    store = Store()
    owner = store.number()
    made = store.put_away(Unknown(("forgotten", store.number())))
    guard = frozenset({("flag", True)})
    store.set(owner, "net", Union(((guard, made), (frozenset({("flag", False)}), Const(None)))))
    ask(store, owner, "net")
    assert not store.is_unread(made)


def test_a_scope_has_another_version_when_a_branch_has_written_to_it_and_when_that_is_taken_back() -> None:
    store = Store()
    scope = store.number()
    before = store.version(scope)
    store.begin()
    store.set(scope, "net", Const(1))
    within = store.version(scope)
    store.rollback()
    assert len({before, within, store.version(scope)}) == 3


def test_a_name_that_a_function_out_of_sight_reads_is_rewritten_when_it_stands_for_something_that_can_change() -> (
    None
):
    store = Store()
    scope = store.number()
    store.share_names(scope, read=["options"], bound=["flag"])
    store.set(scope, "other", Unknown(("forgotten", 1)))
    store.set(scope, "options", Const(3))
    assert store.rewritten() == []
    store.set(scope, "options", Unknown(("forgotten", 2)))
    assert store.rewritten() == [scope]
    store.settle_names(scope)
    assert store.rewritten() == []
    store.set(scope, "flag", Const(True))  # which the function may set to something else again
    assert store.rewritten() == [scope]
