"""What a generated program asks the outside for, and the runs that answer."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from .program import Run


@dataclass(frozen=True)
class Switch:
    """Something outside that a run sets: the statements that read it, and what a run says."""

    lines: tuple[str, ...]
    name: str
    off: Run
    on: Run


def some_switches(chance: random.Random) -> list[Switch]:
    """None, one or two, of kinds that go together."""
    count = chance.choices([0, 1, 2], [4, 5, 2])[0]
    makers = chance.sample([_word, _environment, _json], count)
    if makers and chance.random() < 0.5:
        makers[0] = chance.choice([_parser, _choices, _absl, _enum_flag])
        makers[1:] = [each for each in makers[1:] if each is not _word]
    names = chance.sample(["probs", "logits", "fast", "debug", "export"], len(makers))
    return [make(name) for make, name in zip(makers, names, strict=True)]


def runs_of(switches: Sequence[Switch]) -> list[tuple[tuple[bool, ...], Run]]:
    """One run for each state of the switches."""
    runs: list[tuple[tuple[bool, ...], Run]] = []
    for state in itertools.product((False, True), repeat=len(switches)):
        args: list[str] = []
        env: dict[str, str] = {}
        files: dict[str, str] = {}
        for switch, on in zip(switches, state, strict=True):
            said = switch.on if on else switch.off
            args += said.get("args", [])
            env |= said.get("env", {})
            files |= said.get("files", {})
        run = {key: each for key, each in (("args", args), ("env", env), ("files", files)) if each}
        runs.append((state, run))
    return runs


def _word(name: str) -> Switch:
    return Switch((f'{name} = "--{name}" in sys.argv',), name, {}, {"args": [f"--{name}"]})


def _environment(name: str) -> Switch:
    variable = name.upper()
    return Switch(
        ("import os", f'{name} = os.environ.get("{variable}", "0") == "1"'),
        name,
        {},
        {"env": {variable: "1"}},
    )


def _json(name: str) -> Switch:
    lines = ("import json", 'with open("config.json") as file:', f'    {name} = json.load(file)["{name}"]')
    return Switch(
        lines,
        name,
        {"files": {"config.json": f'{{"{name}": false}}'}},
        {"files": {"config.json": f'{{"{name}": true}}'}},
    )


def _parser(name: str) -> Switch:
    lines = (
        "import argparse",
        "parser = argparse.ArgumentParser()",
        f'parser.add_argument("--{name}", action="store_true")',
        "args = parser.parse_args()",
        f"{name} = args.{name}",
    )
    return Switch(lines, name, {}, {"args": [f"--{name}"]})


def _choices(name: str) -> Switch:
    lines = (
        "import argparse",
        "parser = argparse.ArgumentParser()",
        f'parser.add_argument("--mode", choices=["{name}", "plain"], default="plain")',
        "args = parser.parse_args()",
        f'{name} = args.mode == "{name}"',
    )
    return Switch(lines, name, {"args": ["--mode", "plain"]}, {"args": ["--mode", name]})


def _absl(name: str) -> Switch:
    lines = (
        "from absl import flags",
        f'flags.DEFINE_bool("{name}", False, "a switch")',
        "flags.FLAGS(sys.argv)",
        f"{name} = flags.FLAGS.{name}",
    )
    return Switch(lines, name, {}, {"args": [f"--{name}"]})


def _enum_flag(name: str) -> Switch:
    lines = (
        "from absl import flags",
        f'_MODE = flags.DEFINE_enum("mode", "plain", ["plain", "{name}"], "the mode")',
        "flags.FLAGS(sys.argv)",
        f'{name} = _MODE.value == "{name}"',
    )
    return Switch(lines, name, {}, {"args": [f"--mode={name}"]})
