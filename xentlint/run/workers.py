"""Programs evaluated by several processes, each of which is given the next one when it has done one.

A process that is ended from outside, or that takes the interpreter with it, loses the program that it
was evaluating: another one takes its place.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from ..sources.document import Document
from . import collector, engine
from .engine import Report
from .failures import Failure
from .tree import Tree

if TYPE_CHECKING:
    from ..config.settings import Settings

_FORKS = sys.platform == "linux"
"""Whether a process begins as a copy of this one: elsewhere, that is not safe, or not there."""


def evaluate(
    programs: Sequence[list[Document]],
    tree: Tree,
    settings: Settings,
    jobs: int,
    take: Callable[[list[Document], Report], None],
) -> None:
    """Hand each of ``programs`` with its report to ``take``, in the order in which they are done."""
    # The largest first: who is given one at the end keeps everybody waiting.
    waiting = sorted(programs, key=lambda program: sum(len(each.raw) for each in program))
    with _processes(tree, settings) as start:
        busy = {start(): waiting.pop() for _ in range(min(jobs, len(waiting)))}
        for worker, program in busy.items():
            worker.give(program)
        while busy:
            ready = wait([worker.connection for worker in busy])
            for worker in [each for each in busy if each.connection in ready]:
                program = busy.pop(worker)
                report = worker.result()
                if report is None:
                    take(program, _lost(program, worker.ended()))
                    worker = start() if waiting else worker
                else:
                    take(program, report)
                if waiting:
                    busy[worker] = waiting.pop()
                    worker.give(busy[worker])


class _Worker:
    """A process, seen from this one."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process = process
        self.connection = connection

    def give(self, program: Sequence[Document]) -> None:
        """Have it evaluate a program; that it has ended is seen when the result is asked for."""
        with contextlib.suppress(OSError):
            self.connection.send([document.path for document in program])

    def result(self) -> Report | None:
        """The report, ``None`` if the process has ended before there was one."""
        try:
            report: Report = self.connection.recv()
        except (EOFError, OSError):
            return None
        return report

    def ended(self) -> str:
        """How the process has ended."""
        self.process.join()
        code = self.process.exitcode or 0
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"the process that evaluated it was ended by {signal.Signals(-code).name}"
        return f"the process that evaluated it has ended with {code}"


def _lost(program: Sequence[Document], why: str) -> Report:
    return Report((), failures=(Failure(tuple(str(document.path) for document in program), why),))


@contextlib.contextmanager
def _processes(tree: Tree, settings: Settings) -> Iterator[Callable[[], _Worker]]:
    """What starts a process; all of them have ended afterwards."""
    context = multiprocessing.get_context("fork") if _FORKS else multiprocessing.get_context("spawn")
    workers: list[_Worker] = []
    documents = list(tree.documents.values())

    def start() -> _Worker:
        ours, theirs = context.Pipe()
        # A copy holds the ends of all pipes that there are: as long as it does, nobody sees that we have ended.
        held = [*(worker.connection for worker in workers), ours] if _FORKS else []
        process = context.Process(target=_serve, args=(theirs, documents, settings, held), daemon=True)
        process.start()
        theirs.close()
        workers.append(_Worker(process, ours))
        return workers[-1]

    try:
        yield start
    finally:
        for worker in workers:
            worker.connection.close()
            worker.process.terminate()
        for worker in workers:
            worker.process.join()


def _serve(
    connection: Connection, documents: Sequence[Document], settings: Settings, held: Sequence[Connection]
) -> None:
    """Evaluate what is asked for until nobody asks any more."""
    for each in held:
        each.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us ends us
    tree = Tree(documents)
    with collector.one_by_one(len(documents)) as let_go, contextlib.suppress(EOFError, OSError):
        while True:
            program = [tree.documents[path] for path in connection.recv()]
            connection.send(engine.check(program, settings, tree))
            del program
            engine.let_go()
            let_go()
