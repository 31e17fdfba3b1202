"""What the memory of an evaluation knows of things that were handed away, branch by branch."""

from __future__ import annotations

from xentlint.flow.store import Store
from xentlint.flow.values import Const


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
