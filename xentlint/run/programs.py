"""A run, one program at a time: what of it is known already, what has to be evaluated, and where.

A program is what is evaluated, kept in the cache, lost to an error of our own and handed to a process as
one (see `Tree.programs`). Its memory is freed before the next one is evaluated.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..sources.declarations import keras_of
from ..sources.document import Document
from . import collector, engine, reports
from .cache import Cache, open_cache, run_key
from .engine import Report
from .tree import Tree

if TYPE_CHECKING:
    from ..config.settings import Settings

Progress = Callable[[int, int], None]
"""Is told how many files of how many are done, each time that a program is."""

_Program = list[Document]


def check(
    documents: Sequence[Document],
    settings: Settings,
    *,
    edits: bool = True,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """What is found in ``documents``, program by program, taken from the cache as far as nothing has changed.

    Without ``edits``, repairs may come without theirs. ``jobs`` is how many processes evaluate; what is told,
    and its order, is the same for any number.
    """
    run = _Run(documents, settings, edits, jobs, progress)
    known = run.known(documents)
    if known is not None and not known.strays:
        return known
    programs = run.tree.programs()
    found: dict[Path, Report] = {}
    while True:
        run.complete(found, programs)
        strays = [(program, report) for program in programs if (report := found[program[0].path]).strays]
        if not strays:
            break
        # What is loaded by a name that only the evaluation knows belongs to the program, too.
        joined = run.tree.joined(programs, [(program[0].path, report.strays) for program, report in strays])
        found = {path: report for path, report in found.items() if _is_kept(path, programs, joined)}
        programs = joined
    report = engine.merged(_doubted([found[program[0].path] for program in programs]))
    if len(programs) > 1:
        run.keep(documents, report)
    run.end()
    return report


def _is_kept(first: Path, before: Sequence[_Program], after: Sequence[_Program]) -> bool:
    lengths = [{program[0].path: len(program) for program in each} for each in (before, after)]
    return lengths[0].get(first) == lengths[1].get(first)


def _doubted(found: Sequence[Report]) -> list[Report]:
    """What was found, program by program, with what others do to its repairs."""
    loaders = [(number, each.loader) for number, each in enumerate(found) if each.loader is not None][:2]
    told = list(found)
    for number, report in enumerate(found):
        loader = next((path for other, path in loaders if other != number), None)
        if loader is not None:
            told[number] = engine.with_loader(report, loader)
    return told


class _Run:
    """What holds for all programs of a run."""

    def __init__(
        self,
        documents: Sequence[Document],
        settings: Settings,
        edits: bool,
        jobs: int,
        progress: Progress | None,
    ) -> None:
        self.tree = Tree(documents)
        self._settings = settings
        self._edits = edits
        self._jobs = jobs
        self._progress = progress
        self._cache: Cache | None = open_cache(settings)
        self._targets: dict[Path, str] = {}
        self._exists = cache(os.path.exists)

    def known(self, program: Sequence[Document]) -> Report | None:
        """What an earlier run found in a program, if nothing that this rests on has changed."""
        if self._cache is None:
            return None
        report = reports.decode(self._cache.load(self._key(program)))
        return None if report is None or (self._edits and reports.lacks_edits(report)) else report

    def keep(self, program: Sequence[Document], report: Report) -> None:
        """Keep what was found in a program, unless something of it was lost."""
        if self._cache is not None and not report.failures:
            self._cache.store(self._key(program), reports.encode(report), report.surroundings)

    def end(self) -> None:
        """Nothing more will be kept."""
        if self._cache is not None:
            self._cache.prune()

    def complete(self, found: dict[Path, Report], programs: Sequence[_Program]) -> None:
        """Add to ``found``, by the first file of each program, what is not there yet."""
        waiting = []
        for program in programs:
            if program[0].path not in found:
                report = self.known(program) if len(programs) > 1 else None
                if report is not None:
                    found[program[0].path] = report
                else:
                    waiting.append(program)
        files = sum(map(len, programs))
        done = files - sum(map(len, waiting))

        def take(program: _Program, report: Report) -> None:
            nonlocal done
            found[program[0].path] = report
            self.keep(program, report)
            done += len(program)
            if self._progress is not None:
                self._progress(done, files)

        jobs = min(self._jobs, len(waiting))
        if jobs > 1:
            from . import workers

            workers.evaluate(waiting, self.tree, self._settings, jobs, take)
        else:
            with collector.one_by_one(len(waiting)) as let_go:
                for program in waiting:
                    take(program, engine.check(program, self._settings, self.tree))
                    engine.let_go()
                    let_go()

    def _key(self, program: Iterable[Document]) -> str:
        listed = list(program)
        folders = {document.path.parent: document.path for document in listed}
        return run_key(listed, self.tree.roots, [self._target(folders[each]) for each in sorted(folders)])

    def _target(self, path: Path) -> str:
        """What decides on a file of a folder besides its text."""
        if path.parent not in self._targets:
            own = self._settings.of(path)
            configured = own.target_origin is None
            keras = keras_of(path.parent, own.target_keras, configured=configured, exists=self._exists)
            self._targets[path.parent] = (
                f"{path.parent}: {keras} on {own.target_backend}, {own.frameworks}, knowing {own.known_apis}"
            )
        return self._targets[path.parent]
