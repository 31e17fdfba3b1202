"""Inputs that coverage leads to, for one way in (needs atheris, which has no releases for all Pythons).

    python -m tests.fuzz.guided TARGET [libFuzzer options, such as -max_total_time=600]

TARGET is one of those in `tests.fuzz.targets`. Real programs are the seeds. An input that breaks
something ends the run, and lies in the working directory as ``crash-...``.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["xentlint"]):
    import xentlint.fixes.planner
    import xentlint.rules.findings
    import xentlint.run.assembly  # noqa: F401

    from . import inputs
    from .targets import TARGETS

_SEEDS = {"notebook": inputs.notebooks, "suppressions": inputs.comments, "configuration": inputs.tables}


def main() -> None:
    """Hand the target to libFuzzer, which never returns."""
    name, options = sys.argv[1], sys.argv[2:]
    target = TARGETS[name]
    seeds = Path(tempfile.mkdtemp())
    for number in range(200):
        raw = _SEEDS.get(name, inputs.mutated)(random.Random(number))
        (seeds / str(number)).write_bytes(raw)
    for number, program in enumerate(inputs.programs()):
        (seeds / f"program{number}").write_bytes(program.encode()[:4000])

    def once(raw: bytes) -> None:
        target(raw)

    atheris.Setup([sys.argv[0], *options, str(seeds)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
