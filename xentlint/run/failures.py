"""Errors of our own: what is kept of one, so that the run goes on and somebody can report it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..sources.visible import visible

_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Failure:
    """An internal error, and the files whose findings it lost.

    ``error`` names the exception and where it was raised; ``trace`` is all that Python says of it.
    """

    paths: tuple[str, ...]
    error: str
    trace: str = ""


def failure(paths: tuple[str, ...], error: Exception) -> Failure:
    """What to keep of ``error``, which came up while ``paths`` were worked on."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    where = f" at {Path(own[-1].filename).relative_to(_PACKAGE).as_posix()}:{own[-1].lineno}" if own else ""
    text = "".join(traceback.format_exception_only(type(error), error)).strip()
    # A recursion leaves thousands of frames of which the first and the last say everything.
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__, limit=-30))
    return Failure(paths, f"{text[:300]}{where}", trace)


def tell(failures: Iterable[Failure]) -> None:
    """Say on standard error, where flake8 and editors show what a tool complains of, what failed."""
    for each in failures:
        line = (
            f"xentlint: error: internal error in {', '.join(each.paths[:3])}: {each.error}; please report it"
        )
        print(visible(line), file=sys.stderr)
