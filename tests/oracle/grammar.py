"""Random statements over a few names: what no list of pieces would think of.

``x``, ``y`` and ``z`` have one of the two values, ``n`` counts, ``d`` and ``e`` are dictionaries, ``l`` and ``m``
lists, ``o`` and ``p`` objects, each of which may be the other. Everything ends: loops are short and counted.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from .carriers import Carrier

PIECE = Carrier("grammar", "random statements", (), (), "")
_VALUES = ("x", "y", "z")
_ERRORS = ("KeyError", "ValueError", "LookupError", "Exception", "(KeyError, ValueError)")
_RAISED = ("KeyError", "ValueError", "IndexError")

Lines = list[str]


class Grammar:
    """Writes one function, or one method, and what it is called with."""

    def __init__(self, chance: random.Random, condition: Callable[[], str], number: int) -> None:
        self._chance = chance
        self._condition = condition
        self._number = number
        self._functions: list[str] = []
        self._budget = chance.randint(6, 18)

    def write(self, value: str, other: str) -> tuple[Lines, str]:
        """The lines, and the expression that has what comes out."""
        k = self._number
        head = [
            "import contextlib, copy",
            "x, y, z = v, w, v",
            "n = 0",
            'd, l = {"k": w}, [v, w]',
            "e, m = d, l",
            f"o = p = Box_{k}(w)",
        ]
        for _ in range(self._chance.choice([0, 0, 1, 2])):
            head += self._function()
        body = [*head, *self._block(3, loop=False, function=True), f"return {self._pick(_VALUES)}"]
        box = [f"class Box_{k}:", f"    a = {other}" if self._chance.random() < 0.3 else "    pass"]
        box += ["    def __init__(self, a):", "        self.a = a", "        self.b = [a]"]
        if self._chance.random() < 0.7:
            return [*box, f"def run_{k}(v, w):", *_indented(body)], f"run_{k}({value}, {other})"
        method = [f"class Runner_{k}:", "    def run(self, v, w):", *_indented(_indented(body))]
        return [*box, *method], f"Runner_{k}().run({value}, {other})"

    def _pick(self, options: tuple[str, ...] | list[str]) -> str:
        return self._chance.choice(options)

    def _value(self) -> str:
        return self._pick([*_VALUES, *_VALUES, "v", "w", "d.get('k', y)", "l[0]", "l[-1]", "o.a", "p.b[-1]"])

    def _test(self, depth: int = 1) -> str:
        simple = [
            f"n {self._pick(['<', '>=', '==', '!='])} {self._chance.randint(0, 3)}",
            "n % 2 == 0",
            "n % 2",
            "x is y",
            "x is not z",
            "d is e",
            f"len(l) > {self._chance.randint(1, 4)}",
            '"k" in d',
            "l is m",
            "o is p",
            "not d",
            f"{self._pick(['0', '1'])} < n <= {self._chance.randint(1, 3)}",
            f"(n := n + 1) > {self._chance.randint(0, 3)}",
            "isinstance(n, int)",
            'hasattr(o, "c")',
            self._condition(),
            self._condition(),
        ]
        if depth and self._chance.random() < 0.25:
            return f"({self._test(0)} {self._pick(['and', 'or'])} {self._test(0)})"
        return self._pick(simple)

    def _block(self, depth: int, *, loop: bool, function: bool) -> Lines:
        lines: Lines = []
        for _ in range(self._chance.randint(1, 4)):
            lines += self._statement(depth, loop=loop, function=function)
        return lines

    def _statement(self, depth: int, *, loop: bool, function: bool) -> Lines:
        self._budget -= 1
        if depth == 0 or self._budget < 0 or self._chance.random() < 0.5:
            return self._simple(loop=loop, function=function)
        compound = [self._if, self._if, self._for, self._while, self._try, self._try, self._with, self._match]
        return self._chance.choice(compound)(depth - 1, loop, function)

    def _simple(self, *, loop: bool, function: bool) -> Lines:
        name = self._pick(_VALUES)
        options = [
            f"{name} = {self._value()}",
            f"{name} = {self._value()}",
            "x, y = y, x",
            "x, *_, y = l[-1], *l",
            f"{name} = {self._value()} if {self._test()} else {self._value()}",
            f"{name} = [each for each in l if {self._pick(['each is v', 'each is not w', self._condition()])}] or [w]\n"
            f"{name} = {name}[0]",
            f'd["k"] = {self._value()}',
            f"d.update({self._pick(['k', 'j'])}={self._value()})",
            f'd.setdefault("k", {self._value()})',
            f'{name} = d.pop("k", {self._value()})',
            'd.pop("k", None)',
            f'e |= {{"k": {self._value()}}}',
            "e = dict(d)",
            "e = d",
            "d, e = e, d",
            f"l.append({self._value()})",
            f"l.insert(0, {self._value()})",
            f"l[0] = {self._value()}",
            f"l[-1:] = [{self._value()}]",
            "l.reverse()",
            "l.pop() if len(l) > 1 else None",
            f"m += [{self._value()}]",
            "m = l[:]",
            "m = l",
            f"o.a = {self._value()}",
            f"o.b.append({self._value()})",
            f"p.b = [{self._value()}]",
            'setattr(o, "a", x)',
            'vars(p)["a"] = y',
            "o.c = 1",
            f"p = {self._pick(['copy.copy(o)', 'o', 'copy.deepcopy({0: 1}) and o'])}",
            "n += 1",
            "n = len(l)",
            "pass",
            f"{self._test()} and l.append({self._value()})",
        ]
        if loop:
            options += [f"if {self._test()}:\n    {self._pick(['break', 'continue'])}"] * 4
            options += ["break", "continue"]
        if function:
            options += [f"if {self._test()}:\n    return {self._value()}"] * 2
        options += [f"if {self._test()}:\n    raise {self._pick(_RAISED)}"]
        for each in self._functions:
            options += [f"{name} = {each}({self._value()}, {self._value()})"] * 4
        return self._pick(options).split("\n")

    def _if(self, depth: int, loop: bool, function: bool) -> Lines:
        lines = [f"if {self._test()}:", *_indented(self._block(depth, loop=loop, function=function))]
        if self._chance.random() < 0.3:
            lines += [f"elif {self._test()}:", *_indented(self._block(depth, loop=loop, function=function))]
        if self._chance.random() < 0.5:
            lines += ["else:", *_indented(self._block(depth, loop=loop, function=function))]
        return lines

    def _for(self, depth: int, loop: bool, function: bool) -> Lines:
        over = self._pick(
            [
                f"_ in range({self._chance.randint(0, 4)})",
                f"{self._pick(_VALUES)} in (v, w, {self._pick(['v', 'w'])})",
                f"{self._pick(_VALUES)} in list(l)",
                f"n, {self._pick(_VALUES)} in enumerate([w, v]{self._pick(['', ', 1', ', start=2'])})",
                f"_, {self._pick(_VALUES)} in d.copy().items()",
                f"n, {self._pick(_VALUES)} in zip((3, 2, 1), (v, w))",
                f"{self._pick(_VALUES)} in (each for each in (v, w) if {self._condition()})",
            ]
        )
        lines = [f"for {over}:", *_indented(self._block(depth, loop=True, function=function))]
        if self._chance.random() < 0.3:
            lines += ["else:", *_indented(self._block(depth, loop=loop, function=function))]
        return lines

    def _while(self, depth: int, loop: bool, function: bool) -> Lines:
        # A name of its own counts the rounds, so that nothing in the block can keep the loop going.
        self._number += 1000
        count = f"t{self._number}"
        test = self._pick(["", f" and {self._test()}", f" and not {self._condition()}"])
        lines = [f"{count} = 0", f"while {count} < {self._chance.randint(1, 4)}{test}:"]
        lines += _indented([f"{count} += 1", *self._block(depth, loop=True, function=function)])
        if self._chance.random() < 0.3:
            lines += ["else:", *_indented(self._block(depth, loop=loop, function=function))]
        return lines

    def _try(self, depth: int, loop: bool, function: bool) -> Lines:
        body = self._block(depth, loop=loop, function=function)
        failing = [
            f"raise {self._pick(_RAISED)}",
            'x = d["missing"]',
            "y = l[7]",
            "n = int('many')",
            "n = 1 // (n - n)",
            "o.nothing",
            "z = x",
        ]
        if self._chance.random() < 0.7:
            body.insert(self._chance.randint(0, 1) * len(body), self._pick(failing))
        lines = ["try:", *_indented(body)]
        kinds = [self._pick(_ERRORS)]
        if self._chance.random() < 0.4 or kinds[0] != "Exception":
            kinds.append("Exception")
        for kind in kinds:
            lines += [f"except {kind}:", *_indented(self._block(depth, loop=loop, function=function))]
        if self._chance.random() < 0.3:
            lines += ["else:", *_indented(self._block(depth, loop=loop, function=function))]
        if self._chance.random() < 0.4:
            # A return or break in here would swallow what is under way, which Python warns of.
            lines += ["finally:", *_indented(self._simple(loop=False, function=False))]
        return lines

    def _with(self, depth: int, loop: bool, function: bool) -> Lines:
        manager = self._pick(
            [
                "contextlib.suppress(KeyError, IndexError)",
                "contextlib.suppress(Exception)",
                f"contextlib.nullcontext({self._value()}) as {self._pick(_VALUES)}",
            ]
        )
        return [f"with {manager}:", *_indented(self._block(depth, loop=loop, function=function))]

    def _match(self, depth: int, loop: bool, function: bool) -> Lines:
        lines = [f"match {self._pick(['n % 3', 'len(l) - 1', '(n, len(d))'])}:"]
        cases = ["0", "1 | 2", "int() if " + self._test(), "(0, 1)", "(_, size) if size"]
        for case in self._chance.sample(cases, 2):
            lines += [
                f"    case {case}:",
                *_indented(_indented(self._block(depth, loop=loop, function=function))),
            ]
        return lines

    def _function(self) -> Lines:
        self._number += 1000
        name = f"f{self._number}"
        body: Lines = []
        if self._chance.random() < 0.5:
            body.append("nonlocal n, z")
        body += ["x, y = a, b"]
        body += self._block(2, loop=False, function=True)
        if "nonlocal n, z" not in body:
            body.insert(0, "n, z = 1, b")
        # Assigned in here, they would be names of this function that it has not bound yet.
        body = ["d, e, l, m, o, p = outer", *body]
        lines = [f"def {name}(a, b, outer=(d, e, l, m, o, p)):", *_indented(_nonlocal_first(body))]
        lines += ["    return x"]
        self._functions.append(name)
        return lines


def _nonlocal_first(body: Lines) -> Lines:
    first = [line for line in body if line.startswith("nonlocal")]
    return [*first, *(line for line in body if not line.startswith("nonlocal"))]


def _indented(lines: Lines) -> Lines:
    return [f"    {line}" for line in lines]
