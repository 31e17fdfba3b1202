"""Programs by chance: a decision travels through random Python to a model or to its loss.

Python's own runs say what arrives; the other side is then written so that the program is right in all runs
(two times of three), or wrong in some.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from . import grammar
from .carriers import Carrier, Emitter, carriers
from .endings import HEADS, PAIRS, ending, with_one_unit
from .layouts import LAYOUTS, WEIGHTS, called, several_modules, text_of
from .outside import Switch, runs_of, some_switches
from .program import Program, Run
from .runs import Shown

_INDENT = "    "


@dataclass
class Draft:
    """A program but for the side that is not carried, which ``render`` puts in."""

    kind: str
    switches: list[Switch]
    render: Callable[[str, bool | None], tuple[dict[str, str], str, str | None]]
    features: tuple[str, ...]
    pieces: dict[str, str]
    runs: list[tuple[tuple[bool, ...], Run]] = field(default_factory=list)


class Generator:
    """An endless row of programs; the same seed gives the same row."""

    def __init__(
        self, seed: int, run: Callable[[Program], Sequence[Shown]], feature: str | None = None
    ) -> None:
        self._random = random.Random(seed)
        self._run = run
        plain = [each for each in carriers() if not each.wraps]
        self._plain = [each for each in plain if feature is None or each.feature == feature]
        self._noise = plain
        self._wrappers = [each for each in carriers() if each.wraps]
        if feature in ("nesting", "grammar"):
            self._plain = plain
        if not self._plain:
            raise ValueError(f"no carrier has the feature {feature!r}")
        self._seed = seed
        self._feature = feature
        self._count = 0
        self._started = ""
        self.discarded = 0

    def __iter__(self) -> Generator:
        return self

    def __next__(self) -> Program:
        while True:
            program = self._attempt()
            if program is not None:
                self._count += 1
                return program
            self.discarded += 1

    def _attempt(self) -> Program | None:
        draft = self._draft()
        probe = self._program(draft, *_probe(draft.kind))
        shown = self._run(probe)
        wanted: dict[tuple[bool, ...], bool] = {}
        for (state, _), one in zip(draft.runs, shown, strict=True):
            if not one.ended_well:
                continue
            arrived = {_arrived(draft.kind, space, flag) for space, flag in one.predictions}
            if len(arrived) != 1 or None in arrived:
                return None
            wanted[state] = bool(arrived.pop())
        if not wanted:
            return None
        if self._random.random() < 0.33:
            states = [each for each in wanted if self._random.random() < 0.6] or [*wanted]
            for each in states:
                wanted[each] = not wanted[each]
        expression, constant = self._expression(draft, wanted)
        return self._program(draft, expression, constant)

    def _program(self, draft: Draft, expression: str, constant: bool | None) -> Program:
        files, main, module = draft.render(expression, constant)
        runs = tuple(run for _, run in draft.runs)
        said = json.dumps([dict(run) for run in runs])
        first = f"# feature: {', '.join(draft.features)} | runs: {said}"
        if module:
            first += f" | module: {module} | main: {main}"
        files = {name: f"{first}\n{text}" if name == main else text for name, text in files.items()}
        name = f"g{self._seed}_{self._count}"
        return Program(name, files, main, runs, module, draft.features, pieces=draft.pieces)

    # What is carried, and where it ends up.

    def _draft(self) -> Draft:
        chance = self._random
        kind = chance.choices([*PAIRS], [5, 2, 2, 1, 1, 2])[0]
        switches = some_switches(chance)
        emitter = Emitter(chance, lambda: self._condition(switches))
        used: list[Carrier] = []
        lines, value = self._start(kind, switches)
        depth = chance.choices([1, 2, 3, 4], [5, 3, 2, 1])[0]
        more, value = self._chain(emitter, kind, value, depth, used)
        lines += more
        if chance.random() < 0.3 and "\n" not in value:
            lines.append(f"decided = {value}")
            value = "decided"
        features = tuple(dict.fromkeys(each.feature for each in used))
        render, extra = self._layout(kind, switches, lines, value)
        draft = Draft(kind, switches, render, (*features, *extra), emitter.pieces)
        draft.runs = runs_of(switches)
        return draft

    def _start(self, kind: str, switches: Sequence[Switch]) -> tuple[list[str], str]:
        one, other = PAIRS[kind]
        chance = self._random
        if chance.random() < 0.5:
            one, other = other, one
        self._started = one
        if switches and chance.random() < 0.6:
            name = chance.choice(switches).name
            if chance.random() < 0.5:
                return [f"first = {one} if {name} else {other}"], "first"
            return [f"if {name}:", f"    first = {one}", "else:", f"    first = {other}"], "first"
        if kind not in ("act", "flag") or chance.random() < 0.3:
            return [f"first = {one}"], "first"
        return [], one

    def _chain(
        self, emitter: Emitter, kind: str, value: str, depth: int, used: list[Carrier]
    ) -> tuple[list[str], str]:
        chance = self._random
        lines: list[str] = []
        while depth > 0:
            depth -= 1
            if chance.random() < 0.1:
                # What comes out of it is not used; what it does to the value is.
                beside = chance.choice([each for each in self._noise if not each.kinds])
                lines += emitter.emit(beside, *self._sides(kind, value))[0]
            if chance.random() < 0.25:
                wrapper = chance.choice(self._wrappers)
                inner_depth = max(1, depth)
                depth = 0
                used.append(wrapper)

                def inside(given: str, depth: int = inner_depth) -> tuple[list[str], str]:
                    return self._chain(emitter, kind, given, depth, used)

                more, value = emitter.emit(wrapper, *self._sides(kind, value), inner=inside)
            elif self._feature == "grammar" or (self._feature is None and chance.random() < 0.15):
                emitter.count += 1
                emitter.pieces[str(emitter.count)] = str(grammar.PIECE)
                used.append(grammar.PIECE)
                writer = grammar.Grammar(chance, emitter.condition, emitter.count)
                more, value = writer.write(*self._sides(kind, value))
            else:
                pool = self._plain if not used or chance.random() < 0.6 else self._noise
                fitting = [each for each in pool if not each.kinds or kind in each.kinds]
                fitting = fitting or [each for each in self._noise if not each.kinds]
                # Those for one kind of value only would hardly ever come.
                special = [each for each in fitting if each.kinds]
                carrier = chance.choice(special if special and chance.random() < 0.15 else fitting)
                used.append(carrier)
                more, value = emitter.emit(carrier, *self._sides(kind, value))
            lines += more
            if chance.random() < 0.5:
                emitter.count += 1
                lines.append(f"value_{emitter.count} = {value}")
                value = f"value_{emitter.count}"
        return lines, value

    def _sides(self, kind: str, value: str) -> tuple[str, str]:
        """The value that travels and the other one, in either role."""
        unlike = PAIRS[kind][1] if self._started == PAIRS[kind][0] else PAIRS[kind][0]
        other = unlike if self._random.random() < 0.8 else self._started
        return (value, other) if self._random.random() < 0.6 else (other, value)

    # What is outside: conditions on the switches.

    def _condition(self, switches: Sequence[Switch]) -> str:
        chance = self._random
        if switches and chance.random() < 0.6:
            name = chance.choice(switches).name
            return chance.choice([name, f"(not {name})", name])
        return chance.choice(
            [
                "True",
                "False",
                '(len("ab") == 2)',
                "(1 > 2)",
                "([] == [1])",
                '("x" in {"x": 1})',
                "(3 % 2)",
                "(not 0)",
            ]
        )

    def _expression(self, draft: Draft, wanted: dict[tuple[bool, ...], bool]) -> tuple[str, bool | None]:
        """What the other side has to be in each run, as an expression of the switches."""
        values = set(wanted.values())
        if len(values) == 1:
            constant = values.pop()
            return str(constant), constant
        for i, switch in enumerate(draft.switches):
            for sign in (True, False):
                if all(value == (state[i] == sign) for state, value in wanted.items()):
                    return (switch.name if sign else f"(not {switch.name})"), None
        names = ", ".join(switch.name for switch in draft.switches)
        table = {state: wanted.get(state, False) for state, _ in draft.runs}
        return f"{table}[({names},)]", None

    # The rest of the program.

    def _layout(
        self, kind: str, switches: Sequence[Switch], lines: list[str], value: str
    ) -> tuple[Callable[[str, bool | None], tuple[dict[str, str], str, str | None]], tuple[str, ...]]:
        chance = self._random
        imports = chance.choice(
            [
                ["import tensorflow as tf", "from tensorflow import keras"],
                ["import tensorflow as tf", "import keras"],
                ["import tensorflow as tf", "keras = tf.keras"],
            ]
        )
        head = ["import sys", *imports]
        reading = [line for switch in switches for line in switch.lines]
        seed = chance.random()
        tail = random.Random(seed)
        in_main = chance.random() < 0.3
        binary = chance.random() < 0.15
        how = chance.choices(LAYOUTS, WEIGHTS)[0]
        extra = () if how == "one" else (f"modules: {how}",)

        def render(free: str, constant: bool | None) -> tuple[dict[str, str], str, str | None]:
            files, main, module = rendered(free, constant)
            return (
                ({name: with_one_unit(text) for name, text in files.items()} if binary else files),
                main,
                module,
            )

        def rendered(free: str, constant: bool | None) -> tuple[dict[str, str], str, str | None]:
            tail.seed(seed)

            def tail_of(name: str) -> list[str]:
                return ending(tail, kind, name, free, constant)

            if how == "one":
                body = [*lines, *tail_of(value)]
                if in_main:
                    body = ["def main():", *(_INDENT + each for each in body), *called(tail)]
                return {"program.py": text_of([*head, *reading, *body])}, "program.py", None
            decision = [*reading, *lines, f"CHOICE = {value}"]
            return several_modules(tail, how, head, decision, switches, PAIRS[kind], tail_of)

        return render, extra


def _probe(kind: str) -> tuple[str, bool | None]:
    return ("True", True)


def _arrived(kind: str, space: str, flag: bool) -> bool | None:
    """What the other side must be: the flag for a head, the activation for a flag."""
    if kind in HEADS:
        return {"linear": True, "softmax": False, "sigmoid": False}.get(space)
    return not flag
