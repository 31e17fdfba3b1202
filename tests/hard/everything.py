"""Lint everything public that is at hand: Python's own library and tests, and installed packages.

    python -m tests.hard.everything [NAME ...]        # stdlib, packages, folders; without names, all below
    python -m tests.hard.everything --files FOLDER    # every file of a folder, one process each

For each: the files that were evaluated, internal errors, files that could not be read, processor
seconds and peak memory of one run over all of them (with limits that end what does not end), and
the findings by code. With ``--files``: the slowest files, and all that fail.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import resource
import subprocess
import sys
import sysconfig
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from xentlint.config.settings import Settings
from xentlint.run import runner

from .measure import Cost, cost

NAMES = ("stdlib", "keras", "tensorflow", "torch", "numpy", "sklearn", "transformers")
_PATIENCE = 1800


def folder_of(name: str) -> Path | None:
    """Where ``name`` is installed; ``stdlib`` is Python's library with its tests, a path is itself."""
    if os.sep in name:
        return Path(name) if Path(name).is_dir() else None
    if name == "stdlib":
        return Path(sysconfig.get_path("stdlib"))
    found = importlib.util.find_spec(name)
    return Path(found.submodule_search_locations[0]) if found and found.submodule_search_locations else None


def whole(name: str, folder: Path, patience: int) -> str:
    """One run over ``folder``, in a line."""
    with tempfile.TemporaryDirectory() as home:
        configuration = Path(home) / "xentlint.toml"
        configuration.write_text('select = ["ALL"]\nrespect-gitignore = false\nexclude = ["site-packages"]\n')
        words = [
            f"--config={configuration}",
            "--no-cache",
            "--statistics",
            "--output-format=concise",
            str(folder),
        ]
        done = subprocess.Popen(
            [sys.executable, "-m", "xentlint", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (patience, patience + 5)),
        )
        out, err = done.communicate()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    codes = Counter(re.findall(r": (XEN\d+) \[", out))
    files = re.search(r"(\d+) evaluated, (\d+) unreadable", err)
    internal = err.count("internal error in")
    counted = (
        f"{files[1]} files, {files[2]} unreadable" if files else f"ended with {done.returncode}: {err[-300:]}"
    )
    return (
        f"{Path(name).name}: {counted}, {internal} internal errors, {used.ru_utime + used.ru_stime:.0f} s of processor, "
        f"at most {used.ru_maxrss / 1024:.0f} MB; {dict(sorted(codes.items()))}"
    )


def each_file(folder: Path, patience: int) -> Iterator[tuple[Path, Cost]]:
    """What every file of ``folder`` that can matter costs alone."""
    collected = runner.collect([folder], Settings(respect_gitignore=False, exclude=()))
    for path in collected.documents:
        yield Path(path), cost(Path(path), patience)


def main() -> int:
    """Print the figures; 1 when there was an internal error, or a file did not end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--files", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--patience", type=int, default=_PATIENCE, help="processor seconds (default: %(default)s)"
    )
    arguments = parser.parse_args()
    if arguments.files is not None:
        return _files(arguments.files, min(arguments.patience, 60))
    failed = False
    for name in arguments.names or NAMES:
        folder = folder_of(name)
        if folder is None:
            print(f"{name}: not installed", flush=True)
            continue
        # A process each, since what children used is added up.
        child = os.fork()
        if child == 0:
            line = whole(name, folder, arguments.patience)
            print(line, flush=True)
            os._exit(0 if ", 0 internal errors" in line and " files, " in line else 1)
        failed |= os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    return 1 if failed else 0


def _files(folder: Path, patience: int) -> int:
    costs = dict(each_file(folder, patience))
    wrong = {path: each for path, each in costs.items() if each.wrong}
    for path, each in wrong.items():
        print(f"{path}: {each.wrong[:200]}")
    for path, each in sorted(costs.items(), key=lambda item: -item[1].seconds)[:10]:
        print(f"{each.seconds:6.1f} s {each.megabytes:5.0f} MB {path}")
    largest = max((each.megabytes for each in costs.values()), default=0)
    print(f"{len(costs)} files, {len(wrong)} fail, at most {largest:.0f} MB")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
