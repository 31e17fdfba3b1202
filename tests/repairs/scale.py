"""Many programs, run by TensorFlow before and after their safe repairs.

    python -m tests.repairs.scale --count 2000 --seed 0 --jobs 2 [--readers] [--out FOLDER]

``--count`` is how many programs with a safe repair to run; ``--readers`` takes every reader in every form instead
of programs by chance. A program after whose safe repair a reader sees something else, that fails then, or whose
repaired loss is not the loss of the same network on logits, is *broken*. Exits 1 when any is.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import TextIO

from xentlint.rules.diagnostic import Applicability
from xentlint.run import plans

from ..fixes.programs import applied, lint, read, text_of
from .generate import END, FAMILIES, HEAD, MARK, Program, alike, family
from .running import Runner, Shown, differ

_MOST_ROUNDS = 5
_AT_ONCE = 20
ALIKE = 8
"""How many programs differ in nothing but what they read."""


@dataclass
class Figures:
    """What became of many programs."""

    programs: int = 0
    reported: int = 0
    fixed: int = 0
    invalid: int = 0
    ran: int = 0
    broken: list[str] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)

    def add(self, other: Figures) -> None:
        """Count another batch too."""
        self.programs += other.programs
        self.reported += other.reported
        self.fixed += other.fixed
        self.invalid += other.invalid
        self.ran += other.ran
        self.broken += other.broken
        self.why.update(other.why)


def repaired(files: Mapping[str, str]) -> tuple[dict[str, str], list[Applicability], list[str]]:
    """The files after plain ``--fix``; how each repair of the first round is called, and its message."""
    documents = read(files)
    first: list[Applicability] = []
    messages: list[str] = []
    for turn in range(_MOST_ROUNDS):
        fixes = [each.fix for each in lint(documents) if each.fix is not None]
        if not turn:
            first = [fix.applicability for fix in fixes]
            messages = [fix.message for fix in fixes]
        chosen = plans.choose(fix for fix in fixes if fix.applicability is Applicability.SAFE)
        if not chosen:
            break
        documents = applied(documents, chosen)
        if len(chosen) == len(fixes):
            break
    return {name: text_of(each) for name, each in documents.items()}, first, messages


_RIGHT: dict[tuple[str, bool], Shown] = {}
"""What the programs without the mistake did, by their text."""


def judge(runner: Runner, program: Program, before: Shown, done: Shown) -> str | None:
    """What is wrong with a program after its repair, ``""`` for nothing; ``None`` when it never ran."""
    if before.error:
        return None
    if done.error:
        return f"fails: {done.error}"
    if changed := differ(before.output, done.output):
        return f"shows: {changed}"
    key = program.right["main.py"], program.graph
    if key not in _RIGHT:
        _RIGHT[key] = runner.run(program.right, graph=program.graph)
    right = _RIGHT[key]
    if right.error:
        return f"the right program fails: {right.error}"
    # What a reader trains comes after that.
    if changed := differ(str(right.losses), str(done.losses[: len(right.losses)])):
        return f"loss: {changed}"
    if changed := differ(str(right.gradients), str(done.gradients[: len(right.gradients)])):
        return f"gradient: {changed}"
    return ""


@cache
def shared_runner() -> Runner:
    """The one runner of this process: each patches Keras over what it finds."""
    return Runner()


def by_chance(seed: int, count: int, out: Path | None) -> Figures:
    """Programs by chance, until ``count`` of them ran before and after a safe repair."""
    figures = Figures()
    random = Random(seed)
    while figures.ran < count:
        bare, programs = alike(random, ALIKE)
        # Where the classifier alone is not repaired, what reads it tells nothing.
        if _repair(figures, bare) is not None:
            _judge_together(figures, programs, f"{seed}-{figures.programs}", out)
    return figures


def _judge_together(figures: Figures, programs: list[Program], name: str, out: Path | None) -> None:
    """Judge programs that are alike but for what they read: what they do before that is run once."""
    runner = shared_runner()
    befores = _run_alike(runner, [each.files for each in programs], programs[0].graph)
    fixed: list[tuple[Program, dict[str, str], Shown]] = []
    for program, before in zip(programs, befores, strict=True):
        if before.error:
            figures.invalid += 1
            continue
        after = _repair(figures, program)
        if after is not None:
            fixed.append((program, after, before))
    dones = _run_alike(runner, [after for _, after, _ in fixed], programs[0].graph)
    for (program, after, before), done in zip(fixed, dones, strict=True):
        said = judge(runner, program, before, done)
        if said:
            # By itself, to see whether it is the program, or those that ran before it.
            alone = runner.run(program.files, graph=program.graph)
            said = judge(runner, program, alone, runner.run(after, graph=program.graph))
        _note(figures, f"{name}-{figures.ran}", program, after, said, out)


def _run_alike(runner: Runner, programs: Sequence[Mapping[str, str]], graph: bool) -> list[Shown]:
    """Run programs, those that begin in the same way together."""
    shown: dict[int, Shown] = {}
    groups: dict[str, list[int]] = {}
    for index, files in enumerate(programs):
        groups.setdefault(_beginning(files), []).append(index)
    for group in groups.values():
        if len(group) == 1:
            shown[group[0]] = runner.run(programs[group[0]], graph=graph)
            continue
        parts = [_parts(programs[index]["main.py"]) for index in group]
        known = [set(prelude.splitlines()) for prelude, _, _ in parts]
        imports = [line for line in parts[0][0].splitlines() if all(line in each for each in known)]
        head = "\n".join(line for line in imports if line.startswith(("import ", "from ")))
        files = {**programs[group[0]], "main.py": f"{head}\n{parts[0][1]}"}
        ends = [f"{prelude}\n{end}" for prelude, _, end in parts]
        shown.update(zip(group, runner.run_each(files, ends, graph=graph), strict=True))
    return [shown[index] for index in range(len(programs))]


def _beginning(files: Mapping[str, str]) -> str:
    """What programs have to have in common to be run together."""
    return repr((_parts(files["main.py"])[1], sorted(item for item in files.items() if item[0] != "main.py")))


def _parts(text: str) -> tuple[str, str, str]:
    """Imports and helpers, what is done with the classifier, and what is read."""
    prelude, _, rest = text.partition(HEAD)
    head, _, end = rest.partition(END)
    return prelude, head, end


def by_reader(seed: int, part: int, out: Path | None) -> Figures:
    """One family of programs with one reader each, which are run together."""
    figures = Figures()
    fixed: dict[tuple[str, str], list[tuple[Program, dict[str, str]]]] = {}
    for program in family(seed, part, _can_be_repaired):
        after = _repair(figures, program)
        if after is not None:
            heads = program.files["main.py"].partition(MARK)[0], after["main.py"].partition(MARK)[0]
            fixed.setdefault(heads, []).append((program, after))
    for (head, new_head), together in fixed.items():
        graph = together[0][0].graph
        ends = [program.files["main.py"].partition(MARK)[2] for program, _ in together]
        new_ends = [after["main.py"].partition(MARK)[2] for _, after in together]
        runner = shared_runner()
        shown = runner.run_each({"main.py": head}, ends, graph=graph)
        then = runner.run_each({"main.py": new_head}, new_ends, graph=graph)
        for (program, after), before, done in zip(together, shown, then, strict=True):
            said = judge(runner, program, before, done)
            _note(figures, f"reader-{part}-{figures.ran + figures.invalid}", program, after, said, out)
    return figures


def _can_be_repaired(program: Program) -> bool:
    """Whether the classifier is repaired when nothing reads it: of another one, no reader tells anything."""
    bare = {"main.py": program.files["main.py"].partition(MARK)[0]}
    return repaired(bare)[0] != bare


def _repair(figures: Figures, program: Program) -> dict[str, str] | None:
    """The program after its safe repairs, ``None`` when it has none."""
    figures.programs += 1
    after, kinds, messages = repaired(program.files)
    figures.reported += bool(kinds)
    for kind, message in zip(kinds, messages, strict=True):
        if kind is not Applicability.SAFE:
            why = message.partition("; unsafe: ")[2] or message.partition("; by hand, since ")[2]
            figures.why[f"{kind.value}: {why.partition(' (')[0]}"] += 1
    if after == program.files:
        return None
    figures.fixed += 1
    return after


def _note(
    figures: Figures,
    name: str,
    program: Program,
    after: Mapping[str, str],
    said: str | None,
    out: Path | None,
) -> None:
    if said is None:
        figures.invalid += 1
        return
    figures.ran += 1
    if said:
        figures.broken.append(f"{name}: {said}  [{', '.join(program.features)}]")
        if out is not None:
            _save(out / name, program.files, after, said)


def _save(folder: Path, before: Mapping[str, str], after: Mapping[str, str], said: str) -> None:
    for part, files in (("before", before), ("after", after)):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / part / name).write_text(text, encoding="utf-8")
    (folder / "said.txt").write_text(said + "\n", encoding="utf-8")


def _work(job: tuple[bool, int, int, Path | None]) -> Figures:
    readers, seed, part, out = job
    return by_reader(seed, part, out) if readers else by_chance(seed + part, _AT_ONCE, out)


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--readers", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    start = time.monotonic()
    parts = FAMILIES if options.readers else -(-options.count // _AT_ONCE)
    jobs = [(options.readers, options.seed, part, options.out) for part in range(parts)]
    total = Figures()
    if options.jobs > 1:
        with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
            for done in pool.imap_unordered(_work, jobs):
                total.add(done)
                _tell(total, file=sys.stderr)
    else:
        for job in jobs:
            total.add(_work(job))
            _tell(total, file=sys.stderr)
    for line in total.broken:
        print("broken", line)
    for why, count in total.why.most_common(25):
        print(f"{count:6} {why}")
    _tell(total)
    print(f"seconds           {time.monotonic() - start:.0f}")
    return 1 if total.broken else 0


def _tell(total: Figures, file: TextIO | None = None) -> None:
    print(f"programs          {total.programs} (reported {total.reported})", file=file)
    print(f"repaired, safe    {total.fixed}", file=file)
    print(f"refused as before {total.invalid}", file=file)
    print(f"run before, after {total.ran}", file=file)
    print(f"broken            {len(total.broken)}", file=file)


if __name__ == "__main__":
    sys.exit(main())
