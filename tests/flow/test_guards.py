"""Guards and unions against a model: all truths that their conditions can have together."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from xentlint.python.conditions import decided
from xentlint.python.guards import alternatives, compatible, together, union
from xentlint.python.values import Const, Guard, Value

PLAIN = [("flag", name) for name in "abcd"]
X = ("param", "x")
WORDS = [("const", "str", word) for word in ("one", "two", "three", "")]
ASKED = [("==", X, word) for word in WORDS]
COMPOUND = [
    ("or", PLAIN[0], PLAIN[1]),
    ("and", PLAIN[1], ("not", PLAIN[2])),
    ("or", ASKED[0], PLAIN[3]),
    ("not", ("and", PLAIN[0], ASKED[1])),
]
KEYS = [*PLAIN, X, *ASKED, *COMPOUND]


def worlds() -> Iterator[Callable[[Any], bool]]:
    """Everything that can be: a truth for each plain condition, and a text for ``x``."""
    for truths in itertools.product([True, False], repeat=len(PLAIN)):
        for word in (*WORDS, ("const", "str", "another")):
            flags = dict(zip(PLAIN, truths, strict=True))
            yield lambda key, flags=flags, word=word: holds(key, flags, word)


def holds(key: Any, flags: Mapping[Any, bool], word: Any) -> bool:
    if key[0] == "not":
        return not holds(key[1], flags, word)
    if key[0] in ("and", "or"):
        parts = (holds(each, flags, word) for each in key[1:])
        return all(parts) if key[0] == "and" else any(parts)
    if key[0] == "==":
        return bool(word == key[2])
    return bool(word[2]) if key == X else flags[key]


def is_so(guard: Guard, world: Callable[[Any], bool]) -> bool:
    return all(world(key) is truth for key, truth in guard)


def some_guard(chance: random.Random) -> Guard:
    keys = chance.sample(KEYS, chance.randint(0, 4))
    return frozenset((key, chance.random() < 0.5) for key in keys)


@pytest.mark.parametrize("seed", range(20))
def test_guards_that_are_told_to_contradict_each_other_hold_in_no_world(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        guards = [some_guard(chance) for _ in range(chance.randint(1, 3))]
        both = together(*guards)
        for world in worlds():
            every = all(is_so(guard, world) for guard in guards)
            assert (both is not None and is_so(both, world)) or not every
            assert both is None or every or not is_so(both, world)
        if len(guards) == 2 and not compatible(guards[0], dict(guards[1])):
            assert not any(is_so(guards[0], world) and is_so(guards[1], world) for world in worlds())


@pytest.mark.parametrize("seed", range(12))
def test_a_path_that_is_left_and_taken_up_again_answers_as_if_nothing_was_asked_before(seed: int) -> None:
    chance = random.Random(seed)
    paths: list[dict[Any, bool]] = [{}]
    for _ in range(40):
        path = {**chance.choice(paths), chance.choice(KEYS): chance.random() < 0.5}
        if not any(is_so(frozenset(path.items()), world) for world in worlds()):
            continue  # no program gets there
        paths.append(path)
        asked = chance.choice(paths)
        there = [world for world in worlds() if is_so(frozenset(asked.items()), world)]
        for key in KEYS:
            answer = decided(key, asked)
            assert answer is None or all(world(key) is answer for world in there)
            assert elsewhere(lambda key=key, asked=asked: decided(key, dict(asked))) in (None, answer)


def elsewhere(ask: Callable[[], bool | None]) -> bool | None:
    answers: list[bool | None] = []
    thread = threading.Thread(target=lambda: answers.append(ask()))
    thread.start()
    thread.join()
    return answers[0]


def tree(chance: random.Random, depth: int, guard: Guard, kinds: int) -> Iterator[tuple[Guard, Value]]:
    """Values at the ends of branches: exactly one of their guards holds, whatever is so."""
    if depth == 0 or chance.random() < 0.2:
        yield guard, Const(chance.randrange(kinds))
        return
    key = chance.choice([key for key in KEYS if all(key != known for known, _ in guard)])
    for truth in (True, False):
        yield from tree(chance, depth - 1, guard | {(key, truth)}, kinds)


@pytest.mark.parametrize("kinds", [2, 3])
@pytest.mark.parametrize("seed", range(40))
def test_a_union_holds_in_every_world_what_its_branch_had(seed: int, kinds: int) -> None:
    chance = random.Random(seed)
    options = list(tree(chance, 4, frozenset(), kinds))
    joined = union(options)
    if joined is None:  # too many
        return
    for world in worlds():
        (expected,) = {value for guard, value in options if is_so(guard, world)}
        assert {value for guard, value in alternatives(joined) if is_so(guard, world)} == {expected}


def test_where_one_of_two_values_has_one_guard_the_other_has_one_too() -> None:
    first = frozenset({(PLAIN[0], True), (PLAIN[1], True), (PLAIN[2], True), (PLAIN[3], True)})
    rest = [
        frozenset({*itertools.islice(((key, True) for key in PLAIN), at), (PLAIN[at], False)})
        for at in range(4)
    ]
    joined = union([(first, Const("one")), *((guard, Const("other")) for guard in rest)])
    assert joined is not None
    assert len(alternatives(joined)) == 2
