"""No program ends, hangs or swells the run: each in a process of its own, with limits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

import pytest

from .measure import Cost, cost
from .programs import PROGRAMS

# How fast it is, `measure` tells, on a machine that does nothing else: here what ends, ends within a minute
# of processor time on any machine, and memory is no matter of the machine.
PATIENCE, MEGABYTES = 60, 600.0
# Not one expression in these is deep or doubled; there is only much of it.
SIZED = frozenset(
    """
    bigdict bigdict100k biglist_names class_many import_comma imports_many long_funcs many_ifs_join semicolons
    """.split()  # noqa: SIM905
)


@pytest.fixture
def measured(apart: Executor) -> Callable[[Path], Cost]:
    """`cost`, forked from a process in which no other test has left anything (TensorFlow, for one)."""
    return lambda path: apart.submit(cost, path, PATIENCE).result()


@pytest.mark.parametrize("name", sorted(PROGRAMS.keys() - SIZED))
def test_a_hostile_program_is_taken_like_any_other(
    tmp_path: Path, name: str, measured: Callable[[Path], Cost]
) -> None:
    path = tmp_path / "train.py"
    path.write_text(PROGRAMS[name], encoding="utf-8", errors="surrogatepass")
    ended = measured(path)
    assert ended.wrong == ""
    assert ended.megabytes < MEGABYTES


def test_the_measure_tells_what_is_not_bounded(tmp_path: Path, measured: Callable[[Path], Cost]) -> None:
    path = tmp_path / "train.py"
    path.write_text("import keras\n")
    assert measured(path).wrong == ""
    assert Cost("", 1, 100).is_bounded
    assert not Cost("KeyError", 0, 0).is_bounded
    assert not Cost("", 3, 0).is_bounded
    assert not Cost("", 0, 301).is_bounded
