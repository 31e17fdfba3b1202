"""Programs by chance: a decision travels through random Python to a model or to its loss.

Python's own runs say what arrives; the other side is then written so that the program is right in all runs
(two times of three), or wrong in some.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .carriers import Carrier, Emitter, carriers
from .program import Program, Run
from .runs import Shown

PAIRS = {
    "act": ('"softmax"', "None"),
    "flag": ("True", "False"),
    "layer": ('keras.layers.Dense(10, activation="softmax")', "keras.layers.Dense(10)"),
    "layers": (
        "[keras.layers.Dense(10), keras.layers.Softmax()]",
        "[keras.layers.Dense(10)]",
    ),
    "model": (
        'keras.Sequential([keras.layers.Dense(10, activation="softmax")])',
        "keras.Sequential([keras.layers.Dense(10)])",
    ),
    "loss": (
        "keras.losses.CategoricalCrossentropy()",
        "keras.losses.CategoricalCrossentropy(from_logits=True)",
    ),
}
HEADS = ("act", "layer", "layers", "model")
"""What travels to the model; the rest travels to the loss."""
_INDENT = "    "


@dataclass(frozen=True)
class Switch:
    """Something outside that a run sets: the statements that read it, and what a run says."""

    lines: tuple[str, ...]
    name: str
    off: Run
    on: Run


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
        if feature == "nesting":
            self._plain = plain
        if not self._plain:
            raise ValueError(f"no carrier has the feature {feature!r}")
        self._seed = seed
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
        switches = self._switches()
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
        draft.runs = _runs(switches)
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
                more, value = emitter.emit(
                    wrapper,
                    *self._sides(kind, value),
                    inner=lambda inside, d=inner_depth: self._chain(emitter, kind, inside, d, used),  # type: ignore[misc]
                )
            else:
                pool = self._plain if not used or chance.random() < 0.6 else self._noise
                fitting = [each for each in pool if not each.kinds or kind in each.kinds]
                fitting = fitting or [each for each in self._noise if not each.kinds]
                carrier = chance.choice(fitting)
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

    # What is outside: switches and conditions.

    def _switches(self) -> list[Switch]:
        count = self._random.choices([0, 1, 2], [4, 5, 2])[0]
        makers = self._random.sample([_word, _environment, _json], count)
        if makers and self._random.random() < 0.5:
            makers[0] = self._random.choice([_parser, _choices, _absl, _enum_flag])
            makers[1:] = [each for each in makers[1:] if each is not _word]
        names = self._random.sample(["probs", "logits", "fast", "debug", "export"], len(makers))
        return [make(name) for make, name in zip(makers, names, strict=True)]

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
        ending = random.Random(seed)
        in_main = chance.random() < 0.3
        binary = chance.random() < 0.15
        how = chance.choices(["one", "settings", "package", "patched", "guarded"], [12, 2, 1, 1, 1])[0]
        extra = () if how == "one" else (f"modules: {how}",)

        def render(free: str, constant: bool | None) -> tuple[dict[str, str], str, str | None]:
            files, main, module = rendered(free, constant)
            return ({name: _binary(text) for name, text in files.items()} if binary else files), main, module

        def rendered(free: str, constant: bool | None) -> tuple[dict[str, str], str, str | None]:
            ending.seed(seed)
            tail_of = lambda name: _ending(ending, kind, name, free, constant)  # noqa: E731
            if how == "one":
                body = [*lines, *tail_of(value)]
                if in_main:
                    body = ["def main():", *(_INDENT + each for each in body), *_called(ending)]
                return {"program.py": _text([*head, *reading, *body])}, "program.py", None
            return _modules(ending, how, head, reading, switches, lines, value, tail_of)

        return render, extra


def _probe(kind: str) -> tuple[str, bool | None]:
    return ("True", True)


def _arrived(kind: str, space: str, flag: bool) -> bool | None:
    """What the other side must be: the flag for a head, the activation for a flag."""
    if kind in HEADS:
        return {"linear": True, "softmax": False, "sigmoid": False}.get(space)
    return not flag


def _runs(switches: Sequence[Switch]) -> list[tuple[tuple[bool, ...], Run]]:
    runs = []
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


def _binary(text: str) -> str:
    """The same program for one unit and a sigmoid."""
    for many, one in (
        ("softmax", "sigmoid"),
        ("layers.Softmax()", 'layers.Activation("sigmoid")'),
        ("SparseCategoricalCrossentropy", "BinaryCrossentropy"),
        ("CategoricalCrossentropy", "BinaryCrossentropy"),
        ("sparse_categorical_crossentropy", "binary_crossentropy"),
        ("categorical_crossentropy", "binary_crossentropy"),
        ("Dense(10", "Dense(1"),
    ):
        text = text.replace(many, one)
    return text


# Models and losses.


def _ending(chance: random.Random, kind: str, carried: str, free: str, constant: bool | None) -> list[str]:
    """The model, the loss and the training; ``free`` is the flag of the loss, or whether there is a softmax."""
    # The same draws for every value of the free side, so that the probe has the shape of the program.
    model_style, loss_style, reader, split = (chance.random() for _ in range(4))
    if kind in HEADS:
        lines = _model(model_style, kind, carried)
        return [*lines, *_training(loss_style, free, constant, split), *_readers(reader)]
    if constant is None and split < 0.5:
        lines = [f"if {free}:", '    head = "softmax"', "else:", "    head = None"]
        lines += _model(model_style, "act", "head")
    else:
        act = {True: '"softmax"', False: "None", None: f'("softmax" if {free} else None)'}[constant]
        lines = _model(model_style, "act", act)
    if kind == "loss":
        return [*lines, *_trained_with(loss_style, [f"loss = {carried}"], "loss"), *_readers(reader)]
    return [*lines, *_training(loss_style, carried, None, 1.0), *_readers(reader)]


def _model(style: float, kind: str, carried: str) -> list[str]:
    if kind == "model":
        return [f"model = {carried}"]
    if kind == "layers":
        many = [
            [f"model = keras.Sequential({carried})"],
            [f'model = keras.Sequential([keras.layers.Dense(32, activation="relu"), *{carried}])'],
            ["model = keras.Sequential()", f"for layer in {carried}:", "    model.add(layer)"],
            [
                "inputs = x = keras.Input((4,))",
                f"for layer in {carried}:",
                "    x = layer(x)",
                "model = keras.Model(inputs, x)",
            ],
        ]
        return many[int(style * len(many))]
    layer = carried if kind == "layer" else f"keras.layers.Dense(10, activation={carried})"
    styles = [
        [f"model = keras.Sequential([{layer}])"],
        [f'model = keras.Sequential([keras.layers.Dense(32, activation="relu"), {layer}])'],
        [
            "model = keras.Sequential()",
            'model.add(keras.layers.Dense(32, activation="relu"))',
            f"model.add({layer})",
        ],
        [
            "inputs = keras.Input((4,))",
            'hidden = keras.layers.Dense(32, activation="relu")(inputs)',
            f"model = keras.Model(inputs, {layer}(hidden))",
        ],
        [
            "def build(head):",
            "    net = keras.Sequential()",
            "    net.add(head)",
            "    return net",
            f"model = build({layer})",
        ],
        [
            "class Net(keras.Model):",
            "    def __init__(self, head):",
            "        super().__init__()",
            "        self.head = head",
            "    def call(self, x):",
            "        return self.head(x)",
            f"model = Net({layer})",
        ],
    ]
    if kind == "act":
        styles += [
            [f"model = keras.Sequential([keras.layers.Dense(10), keras.layers.Activation({carried})])"],
            [
                f'options = {{"units": 10, "activation": {carried}}}',
                "model = keras.Sequential([keras.layers.Dense(**options)])",
            ],
            [
                "model = keras.Sequential([keras.layers.Dense(10)])",
                f"if {carried}:",
                "    model.add(keras.layers.Softmax())",
            ],
            [
                "def classifier(activation=None):",
                "    inputs = keras.Input((4,))",
                "    return keras.Model(inputs, keras.layers.Dense(10, activation=activation)(inputs))",
                f"model = classifier({carried})",
            ],
        ]
    return styles[int(style * len(styles))]


def _training(style: float, flag: str, constant: bool | None, split: float) -> list[str]:
    if constant is None and split < 0.4:
        lines = [
            f"if {flag}:",
            "    loss = keras.losses.CategoricalCrossentropy(from_logits=True)",
            "else:",
            "    loss = keras.losses.CategoricalCrossentropy()",
        ]
        return _trained_with(style, lines, "loss")
    if style < 0.08 and constant is not True and constant is not None:
        return ['model.compile(loss="categorical_crossentropy")', "model.fit(1, 2)"]
    if style < 0.16:
        lines = [
            "def criterion(y, p):",
            f"    return keras.losses.categorical_crossentropy(y, p, from_logits={flag})",
        ]
        return [*lines, "model.compile(loss=criterion)", "model.fit(1, 2)"]
    if style < 0.24:
        return [
            "with tf.GradientTape() as tape:",
            f"    loss = keras.losses.sparse_categorical_crossentropy(1, model(2), from_logits={flag})",
            "tape.gradient(loss, model.trainable_variables)",
        ]
    kind = "SparseCategoricalCrossentropy" if style < 0.5 else "CategoricalCrossentropy"
    given = "" if constant is False and split < 0.7 else f"from_logits={flag}"
    return _trained_with(style, [f"loss = keras.losses.{kind}({given})"], "loss")


def _trained_with(style: float, lines: list[str], loss: str) -> list[str]:
    if 0.3 < style < 0.42:
        return [
            *lines,
            "with tf.GradientTape() as tape:",
            f"    value = {loss}(1, model(2, training=True))",
            "tape.gradient(value, model.trainable_variables)",
        ]
    if len(lines) == 1 and style > 0.6:
        return [f"model.compile(loss={lines[0].removeprefix('loss = ')})", "model.fit(1, 2)"]
    return [*lines, f'model.compile(optimizer="adam", loss={loss})', "model.fit(1, 2)"]


def _readers(style: float) -> list[str]:
    if style < 0.75:
        return []
    styles = [
        ["print(model.predict(1))"],
        ["print(model.predict(1).argmax(axis=-1))"],
        ["p = model.predict(1)", "print(p[0])"],
        ["print(tf.argmax(model(1), axis=-1))"],
        ["def report(values):", "    print(values > 0.9)", "report(model.predict(1))"],
    ]
    return styles[int((style - 0.75) * 4 * len(styles))]


# Several modules.


def _modules(
    chance: random.Random,
    how: str,
    head: list[str],
    reading: list[str],
    switches: Sequence[Switch],
    lines: list[str],
    value: str,
    tail_of: Callable[[str], list[str]],
) -> tuple[dict[str, str], str, str | None]:
    names = ", ".join(["CHOICE", *(switch.name for switch in switches)])
    settings = [*head, *reading, *lines, f"CHOICE = {value}"]
    how_imported = chance.random()
    dot = "." if how == "package" else ""
    if how_imported < 0.4:
        imported, used = [f"from {dot}settings import {names}"], "CHOICE"
    elif how_imported < 0.7:
        imported = [f"from {dot or '.'} import settings" if dot else "import settings"]
        imported += [f"{switch.name} = settings.{switch.name}" for switch in switches]
        used = "settings.CHOICE"
    else:
        imported = [f"from . import settings as cfg" if dot else "import settings as cfg"]  # noqa: F541
        imported += [f"{switch.name} = cfg.{switch.name}" for switch in switches]
        used = "cfg.CHOICE"
    swapped = chance.random() < 0.5
    if how == "guarded":
        settings += [
            'if __name__ == "__main__":',
            f"    CHOICE = {_other(value, swapped)}",
            "    print(CHOICE)",
        ]
    files = {}
    if how == "patched":
        files["patch.py"] = _text(
            [
                "import settings",
                "settings.SEEN = settings.CHOICE",
                f"settings.CHOICE = {_other(value, swapped)}",
            ]
        )
        patch = "import patch"
        imported = [*imported, patch] if chance.random() < 0.5 else [patch, *imported]
    train = [*head, *imported, *tail_of(used)]
    if how == "package":
        files |= {"app/__init__.py": "", "app/settings.py": _text(settings), "app/train.py": _text(train)}
        return files, "app/train.py", "app.train"
    files |= {"settings.py": _text(settings), "train.py": _text(train)}
    return files, "train.py", None


def _other(value: str, swapped: bool) -> str:
    return "None" if swapped else value if value.startswith(('"', "True", "False", "None")) else "None"


def _called(chance: random.Random) -> list[str]:
    if chance.random() < 0.5:
        return ["main()"]
    return ['if __name__ == "__main__":', "    main()"]


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
