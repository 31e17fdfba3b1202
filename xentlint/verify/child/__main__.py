"""The child's two ways in.

``python -m xentlint.verify.child SPEC.json`` carries out one set of orders. ``… --serve`` imports
TensorFlow once and then forks a fresh process for every set of orders that it reads on standard
input; the import leaves TensorFlow without threads, so each of those starts as if it had imported it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from .recorder import Recorder
from .spec import Spec


def main(arguments: list[str]) -> int:
    """Serve, or carry out the orders in the file that is the only argument."""
    if arguments == ["--serve"]:
        from .serve import serve

        serve(carry_out)
        return 0
    carry_out(Path(arguments[0]))
    return 0


def carry_out(path: Path) -> None:
    """Run the program as the file says; never returns."""
    spec = Spec.read(path)
    os.environ.update(spec.environment)
    tempfile.tempdir = None  # it may have been asked for before
    if spec.backend != "tensorflow":
        os.environ["KERAS_BACKEND"] = spec.backend
    status = 0
    with open(spec.events, "a", encoding="utf-8") as sink:
        recorder = Recorder(sink)
        try:
            if spec.namespace:  # before anything starts a thread
                from .guard import always_writable
                from .namespace import keep_files_read_only

                keep_files_read_only([spec.folder, *spec.writable, *always_writable()])
            os.chdir(spec.workdir or spec.folder)  # not before: it would lead around the new mounts
            if spec.memory:
                from .memory_run import measure_memory

                measure_memory(spec, recorder)
                session = None
            else:
                from .session import Session

                session = Session(spec, recorder)
        except Exception as error:
            recorder.emit(event="failure", message=f"{type(error).__name__}: {error}")
            status = 1
        else:
            if session is not None and spec.own_program:
                session.run_own_program()
            elif session is not None:
                session.run_fixture()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # threads of the program must not keep the process alive


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
