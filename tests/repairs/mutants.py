"""Each rule about readers, disabled: what the proof at scale has to notice.

    python -m tests.repairs.mutants [NAME ...]

A rule that could go without any program being broken is a rule that nothing here shows to be needed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from xentlint.fixes import applications, planner, readers

from .generate import Program, draw
from .running import Runner
from .scale import judge, repaired, shared_runner

Rule = tuple[Any, str, Callable[..., Any]]


def _nothing(*given: Any, **named: Any) -> None:
    return None


RULES: dict[str, tuple[Rule, tuple[str, ...], tuple[str, ...]]] = {
    "the activation is applied where the array is made": (
        (applications, "read_as_whole", lambda *_: {}),
        ("place: attribute", "place: item", "place: list"),
        (),
    ),
    "a reader is not indifferent unless it is known to be": (
        (readers, "_is_indifferent", lambda *_: True),
        ("place: name",),
        (),
    ),
    "a value that feeds a loss and goes elsewhere is accounted for": (
        (applications, "accounted", lambda *_, **__: True),
        ("tape", "tape in a function"),
        (),
    ),
    "a model that leaves sight is not repaired": (
        (readers, "escape", _nothing),
        ("reader: way: ", "reader: question: "),
        ("mapped data set", "pool", "saved", "layers one by one", "last layer", "methodcaller"),
    ),
    "compiled metrics are changed along": (
        (planner, "_compiled_metrics", _nothing),
        ("class", "auc"),
        (),
    ),
    "a loss that is asked for what it was given keeps it": (
        (planner.Plan, "doubt", _nothing),
        ("reader: question: ",),
        ("print(loss_fn.get_config())", "net.pop()", "print(net.layers[-1].activation"),
    ),
    "readers of what a layer gives are found": (
        (readers, "rewrite", lambda *_, **__: []),
        ("place: name",),
        (),
    ),
}
"""The rules, each with what takes its place, features of programs that need it, and uses to draw them with."""


@contextmanager
def disabled(name: str) -> Iterator[None]:
    """Without the rule ``name``."""
    (owner, attribute, instead), _, _ = RULES[name]
    before = getattr(owner, attribute)
    setattr(owner, attribute, instead)
    try:
        yield
    finally:
        setattr(owner, attribute, before)


def needing(name: str, random: Random) -> Iterator[Program]:
    """Programs that have one of the features that the rule is about."""
    _, features, uses = RULES[name]
    while True:
        program = draw(random, random.choice(uses) if uses else None)
        if any(each.startswith(features) for each in program.features):
            yield program


def noticed(name: str, runner: Runner, *, seed: int = 0, most: int = 40) -> str:
    """What is wrong after a repair without the rule, for the first program of ``most`` that shows it; or ``""``."""
    for _, program in zip(range(most), needing(name, Random(seed)), strict=False):
        with disabled(name):
            after, _, _ = repaired(program.files)
        if after == program.files or after == repaired(program.files)[0]:
            continue
        before = runner.run(program.files, graph=program.graph)
        if not before.error:
            said = judge(runner, program, before, runner.run(after, graph=program.graph))
            if said:
                return said
    return ""


def main(names: list[str]) -> int:
    """Try the rules and print what each is needed for."""
    runner = shared_runner()
    missed = 0
    for name in names or RULES:
        said = noticed(name, runner)
        missed += not said
        print(f"{name}: {said or 'NOT NOTICED'}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
