"""Two versions of xentlint on the same files: every report and every repair that is not the same.

    python -m tests.corpus.compare BEFORE AFTER FOLDER...

``BEFORE`` and ``AFTER`` are folders that hold the package (a checkout of a commit each). Each ``FOLDER`` is checked by
both at the same time, as one project; of each is compared what the JSON report says: places, codes, severities,
messages, and the edits of the repairs. Exits with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def started(package: Path, folder: Path, options: list[str]) -> subprocess.Popen[str]:
    """A run of the version in ``package`` over ``folder``, with all rules on."""
    command = [
        sys.executable,
        "-m",
        "xentlint",
        "check",
        ".",
        "--output-format",
        "json",
        "--select",
        "ALL",
        "--no-cache",
    ]
    environment = {**os.environ, "PYTHONPATH": str(package.resolve())}
    return subprocess.Popen(
        [*command, *options],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(run: subprocess.Popen[str]) -> dict[str, Any]:
    """What a run reports, by what tells one report from another."""
    text, error = run.communicate()
    if run.returncode not in (0, 1):
        sys.stderr.write(error)
        raise SystemExit(f"a run ended with {run.returncode}")
    report = json.loads(text)
    return {json.dumps(each, sort_keys=True): each for each in report}


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """The reports that only one of them has, in order; what has changed stands there twice."""
    for sign, mine, others in (("-", before, after), ("+", after, before)):
        for key in sorted(mine.keys() - others.keys()):
            yield f"{sign} {key}"


def main() -> int:
    """Compare, and print what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--option", action="append", default=[], help="one more option for both")
    given = parser.parse_args()
    failed = False
    for folder in given.folders:
        runs = [started(package, folder, given.option) for package in (given.before, given.after)]
        before, after = (told(each) for each in runs)
        found = list(differences(before, after))
        print(
            f"{folder.name}: {len(before)} reports before, {len(after)} after, {len(found)} differ",
            flush=True,
        )
        for line in found:
            print(f"  {line[:600]}", flush=True)
        failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
