"""``python -m tests.oracle``: thousands of generated programs, or the programs that are named."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import campaign, program
from .carriers import carriers
from .judge import Judgement


def main() -> int:
    """Judge, and print the figures; exits 1 when something is unsound, broken, slow or crashes."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="programs, or folders of programs, to judge")
    parser.add_argument("--count", type=int, default=1000, help="how many programs to generate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--feature", help="only pieces with this feature come first (--features lists them)")
    parser.add_argument("--features", action="store_true", help="list the features and end")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where shrunk failures are written")
    parser.add_argument(
        "--most-shrunk", type=int, default=50, help="how many failures of a kind to shrink, a job"
    )
    arguments = parser.parse_args()
    if arguments.features:
        print("\n".join(sorted({"grammar", *(each.feature for each in carriers())})))
        return 0
    if arguments.paths:
        figures = campaign.given(_programs(arguments.paths), _say)
    else:
        figures = campaign.generated_in_parallel(_plans(arguments))
    sys.stdout.write(figures.text())
    return 1 if any(figures.failures[kind] for kind in ("unsound", "broken", "crash", "slow")) else 0


def _plans(arguments: argparse.Namespace) -> list[campaign.Plan]:
    jobs = max(1, arguments.jobs)
    counts = [arguments.count // jobs + (i < arguments.count % jobs) for i in range(jobs)]
    return [
        campaign.Plan(
            arguments.seed * 1000 + i, count, arguments.feature, arguments.out, arguments.most_shrunk
        )
        for i, count in enumerate(counts)
    ]


def _programs(paths: list[Path]) -> list[program.Program]:
    return [each for path in paths for each in program.load(path)]


def _say(judgement: Judgement) -> None:
    print(f"{judgement.truth:8}{judgement.program.name}")
    for failure in judgement.failures:
        print(f"        {failure.kind}: {failure.words}")


if __name__ == "__main__":
    sys.exit(main())
