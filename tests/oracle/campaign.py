"""Many programs judged, and the figures."""

from __future__ import annotations

import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .generate import Generator
from .judge import Judge, Judgement
from .program import Program
from .runs import Server
from .shrink import shrink

_ORDER = ("crash", "slow", "unsound", "broken", "missed")
KINDS = ("unsound", "broken", "missed", "crash", "slow")


@dataclass
class Figures:
    """What came out, in numbers."""

    programs: int = 0
    truths: Counter[str] = field(default_factory=Counter)
    reports: int = 0
    reported: int = 0
    """The right programs that got an unsound report."""
    unsound_in_right: int = 0
    fixes: int = 0
    demanded: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    """The failures of each kind."""
    failing: Counter[str] = field(default_factory=Counter)
    """The programs that fail in each way."""
    by_feature: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: float = 0.0

    def add(self, judgement: Judgement) -> None:
        """Count one program."""
        self.programs += 1
        self.truths[judgement.truth] += 1
        self.reports += len(judgement.reports)
        self.fixes += judgement.fixed is not None
        self.demanded += judgement.demanded
        self.seconds += judgement.seconds
        self.failures.update(each.kind for each in judgement.failures)
        kinds = {each.kind for each in judgement.failures}
        self.failing.update(kinds)
        unsound = sum(each.kind == "unsound" for each in judgement.failures)
        if judgement.truth == "right":
            self.unsound_in_right += unsound
            self.reported += unsound > 0
        for feature in judgement.program.features:
            counts = self.by_feature.setdefault(feature, Counter())
            counts["programs"] += 1
            counts.update(kinds)

    def merge(self, other: Figures) -> None:
        """Add the figures of another part of the run."""
        for name in ("programs", "reports", "reported", "unsound_in_right", "fixes", "demanded", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.truths += other.truths
        self.failures += other.failures
        self.failing += other.failing
        for feature, counts in other.by_feature.items():
            self.by_feature.setdefault(feature, Counter()).update(counts)

    def text(self) -> str:
        """The figures for people."""
        right, missed = self.truths["right"], self.failures["missed"]
        rate = 1000 * self.unsound_in_right / right if right else 0.0
        recall = (self.demanded - missed) / self.demanded if self.demanded else 1.0
        others = "".join(
            f", {each} {n}" for each, n in sorted(self.truths.items()) if each not in ("right", "wrong")
        )
        lines = [
            f"programs          {self.programs} (right {right}, wrong {self.truths['wrong']}{others})",
            f"reports           {self.reports}",
            f"unsound           {self.failures['unsound']}; in right programs {self.unsound_in_right}"
            f" ({rate:.1f} per 1,000 right programs; {self.reported} programs)",
            f"fixed programs    {self.fixes}",
            f"broken fixes      {self.failing['broken']} programs",
            f"missed            {missed} of {self.demanded} wrong meetings (recall {recall:.3f})",
            f"crashes           {self.failures['crash']}",
            f"slow              {self.failures['slow']}",
            f"xentlint          {self.seconds:.1f} CPU s",
            "",
            f"{'feature':24}{'programs':>10}" + "".join(f"{kind:>9}" for kind in KINDS),
        ]
        order = sorted(
            self.by_feature.items(),
            key=lambda item: (-item[1]["unsound"] - item[1]["broken"] - item[1]["crash"], item[0]),
        )
        for feature, counts in order:
            lines.append(
                f"{feature:24}{counts['programs']:>10}"
                + "".join(f"{counts[kind] or '':>9}" for kind in KINDS)
            )
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Plan:
    """One part of a run over generated programs."""

    seed: int
    count: int
    feature: str | None = None
    out: Path | None = None
    most_shrunk: int = 50
    shrink_seconds: float = 20.0


def generated(plan: Plan) -> Figures:
    """Generate and judge; failures are shrunk and written into the folder of the plan."""
    figures = Figures()
    with Server() as server:
        judge = Judge(server)
        warm()
        generator = Generator(plan.seed, judge.run, plan.feature)
        written: Counter[str] = Counter()
        for _ in range(plan.count):
            judgement = judge.judge(next(generator))
            figures.add(judgement)
            if not judgement.failures or plan.out is None:
                continue
            kind = worst(judgement)[0]
            # There is little to learn from one more that was not found.
            if written[kind] < (plan.most_shrunk // 5 if kind == "missed" else plan.most_shrunk):
                written[kind] += 1
                save(judgement, judge, plan.out, plan.shrink_seconds)
    return figures


def generated_in_parallel(plans: list[Plan]) -> Figures:
    """The same, one process a plan."""
    if len(plans) == 1:
        return generated(plans[0])
    figures = Figures()
    with multiprocessing.get_context("spawn").Pool(len(plans)) as pool:
        for each in pool.imap_unordered(generated, plans):
            figures.merge(each)
    return figures


def given(programs: Iterable[Program], say: Callable[[Judgement], None]) -> Figures:
    """Judge programs that exist."""
    figures = Figures()
    with Server() as server:
        judge = Judge(server)
        warm()
        for judgement in judgements(programs, judge):
            figures.add(judgement)
            say(judgement)
    return figures


def judgements(programs: Iterable[Program], judge: Judge) -> Iterator[Judgement]:
    """Judge one after the other."""
    for program in programs:
        yield judge.judge(program)


def warm() -> None:
    """Import the evaluator once, so that the processes which are forked have it."""
    import xentlint.fixes.planner
    import xentlint.rules.findings
    import xentlint.run.assembly
    import xentlint.run.repair
    import xentlint.run.runner
    import xentlint.run.targets

    del xentlint


def worst(judgement: Judgement) -> tuple[str, str]:
    """The failure to look at first: an unsound report explains the broken repair that follows it."""
    return min(judgement.kinds(), key=lambda each: (_ORDER.index(each[0]), each[1]))


def save(judgement: Judgement, judge: Judge, out: Path, seconds: float) -> None:
    """Shrink a failure and write it down."""
    out.mkdir(parents=True, exist_ok=True)
    first = worst(judgement)
    started = time.monotonic()

    def fails(program: Program) -> bool:
        if time.monotonic() - started > seconds:
            return False
        smaller = judge.judge(program)
        # A program that no longer trains anything says nothing about the one that did.
        same = [run.ended_well for run in smaller.shown] == [run.ended_well for run in judgement.shown]
        return same and smaller.truth == judgement.truth and first in smaller.kinds()

    small = shrink(judgement.program, fails, seconds=seconds)
    final = judge.judge(small)
    failures = final.failures or judgement.failures
    said = "".join(f"# {each.kind} {each.code}: {each.words}\n" for each in failures)
    runs = "".join(
        f"# run {dict(run)}: exit {shown.exit}, trained {list(shown.predictions)}\n"
        for run, shown in zip(small.runs, final.shown, strict=False)
    )
    fixed = ""
    if final.fixed is not None and first[0] == "broken":
        for name, text in final.fixed.items():
            fixed += f"\n# repaired {name}:\n" + "".join(f"#| {line}\n" for line in text.splitlines())
    left = small.parts() or small.features
    features = "+".join(dict.fromkeys(re.sub(r"\W", "", each.partition(":")[0]) for each in left))
    name = f"{first[0]}_{first[1] or 'x'}_{features[:60]}_{small.name}.py"
    pieces = "".join(f"# piece: {piece}\n" for piece in left)
    (out / name).write_text(f"{said}{pieces}{runs}# truth: {final.truth}\n{small.text()}{fixed}", "utf-8")
