"""Programs by chance: a classifier, its loss, its training, and what reads its predictions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from . import heads
from .readers import EVERYTHING, HELPERS, READERS, Reader, helpers_for, imports_for, words
from .uses import QUESTIONS, WAYS


@dataclass(frozen=True)
class Program:
    """The files of a program, of which ``main.py`` is run, and the same classifier without the mistake.

    ``right`` trains the same network with the loss on logits, and reads nothing: what the loss of the
    repaired program has to be.
    """

    files: dict[str, str]
    right: dict[str, str]
    features: tuple[str, ...]
    graph: bool = False
    """Run as users do, and not eagerly, which is faster."""


@dataclass
class _Draft:
    spelling: heads.Spelling
    kind: heads.Kind
    model: list[str]
    training: list[str]
    readers: list[str] = field(default_factory=list)


FORMS = (
    "net.predict(x)",
    "net.predict(x)",
    "net.predict(x, verbose=0)",
    "net(x)",
    "net(x).numpy()",
    "net(x, training=False)",
    "net.predict_on_batch(x)",
    "net.predict(x[:3])",
)
"""How predictions are made."""
ROWS = ("net.predict(x)[0]", "net.predict(x[:1])[0]", "net(x)[0]", "net(x[:1]).numpy()[0]")


def place(reader: Reader, expression: str, how: str) -> list[str]:
    """Statements in which ``reader`` reads ``expression``."""

    def read(name: str) -> str:
        return re.sub(r"\bP\b", lambda _: name, reader.text)

    def indented(text: str) -> list[str]:
        return [f"    {line}".rstrip() for line in text.splitlines()]

    if how == "inline":
        return read(expression).splitlines()
    if how == "function":
        return ["def scores():", f"    return {expression}", "", "", *read("scores()").splitlines()]
    if how == "parameter":
        return ["def report(p):", *indented(read("p")), "", "", f"report({expression})"]
    if how == "local":
        return [
            "def evaluate_all():",
            f"    p = {expression}",
            *indented(read("p")),
            "",
            "",
            "evaluate_all()",
        ]
    if how == "loop":
        changed = re.sub(r"\bx(?=[\[,)])", "part", expression)
        return ["for part in (x[:4], x[4:]):", f"    p = {changed}", *indented(read("p"))]
    if how == "branch":
        return ["if len(x) > 3:", f"    p = {expression}", *indented(read("p"))]
    if how == "attribute":
        return [
            "holder = types.SimpleNamespace()",
            f"holder.p = {expression}",
            *read("holder.p").splitlines(),
        ]
    if how == "item":
        return ["found = {}", f'found["p"] = {expression}', *read('found["p"]').splitlines()]
    if how == "list":
        return ["found = []", f"found.append({expression})", *read("found[0]").splitlines()]
    if how == "comprehension":
        changed = re.sub(r"\bx(?=[\[,)])", "part", expression)
        return [f"found = [{changed} for part in (x[:4], x[4:])]", *read("found[1]").splitlines()]
    if how == "conditional":
        return [f"p = {expression} if len(x) else None", *read("p").splitlines()]
    if how == "two":
        return [f"p = {expression}", *read("p").splitlines(), "print(p.shape, np.argmax(p, axis=-1))"]
    if how == "unpacked":
        return [f"p, size = {expression}, len(x)", *read("p").splitlines()]
    if how == "renamed":
        return [f"p = {expression}", "q = p", *read("q").splitlines()]
    return [f"p = {expression}", *read("p").splitlines()]


PLACES = (
    "name", "name", "name", "inline", "inline", "function", "parameter", "local", "loop", "branch", "attribute",
    "item", "list", "comprehension", "conditional", "two", "unpacked", "renamed",
)  # fmt: skip


def draw(random: Random, use: str | None = None) -> Program:
    """One program; ``use`` names a way to predictions, or begins a question, that it has to have."""
    while True:
        program = _try(random, None, use)
        if program is not None:
            return program


HEAD, END = "# The classifier:", "# What it gives:"
"""The lines between which programs that are alike do the same."""


def alike(random: Random, count: int) -> tuple[Program, list[Program]]:
    """A program that reads nothing, and ``count`` that are like it but for what they read."""
    while True:
        head = random.random()
        bare = _try(Random(head), [], chosen=random)
        if bare is None:
            continue
        every = [_try(Random(head), None, chosen=random) for _ in range(count)]
        return bare, [each for each in every if each is not None]


MARK = "# What is read:"
"""The line after which a program of a family reads."""
FAMILIES = 51
"""Into how many families the readers are divided: the programs of one are alike but for what they read."""


def family(seed: int, part: int, usable: Callable[[Program], bool]) -> list[Program]:
    """The programs of one family; all of them are every reader in every form: predict, call, row, inline.

    The classifier is drawn until ``usable`` likes the first program.
    """
    every = [
        (reader, expression, how)
        for reader in READERS
        for expression, how in (
            ("net.predict(x)", "name"),
            ("net(x)", "name"),
            ("net.predict(x)[0]", "name"),
            ("net.predict(x)", "inline"),
        )
    ]
    Random(seed).shuffle(every)
    random = Random(f"{seed}-{part}")
    while True:
        head = random.random()
        programs = [_try(Random(head), [each]) for each in every[part::FAMILIES]]
        made = [each for each in programs if each is not None]
        if len(made) == len(programs) and usable(made[0]):
            return made


def _try(
    random: Random,
    wanted: Sequence[tuple[Reader, str, str]] | None,
    use: str | None = None,
    chosen: Random | None = None,
) -> Program | None:
    """One program or, where the parts do not go together, none; ``chosen`` draws what is read, if not ``random``."""
    shared, chosen = chosen is not None, chosen or random
    plain = wanted is not None and not shared
    style = random.choice(heads.STYLES)
    kind = random.choice(heads.KINDS[:2] if plain and random.random() < 0.7 else heads.KINDS)
    shape = random.choice(list(heads.MODELS))
    act = random.choice((*heads.ACTIVATIONS, *heads.LAYERS, *heads.OPS))
    loss = random.choice(heads.LOSSES)
    how = random.choice(heads.TRAININGS)
    metrics = random.choice(("", "", "accuracy", "class", "auc"))
    mistake = random.choice(("clipped", "clipped", "twice"))
    flag = "from_logits=True" if mistake == "twice" else random.choice(("", "from_logits=False"))
    layout = random.choice(("one file", "one file", "build", "model file", "report file"))
    if plain:
        layout, metrics = "one file", ""
    inside_seed = random.random()
    more = wanted is None
    if wanted is None:
        count = chosen.choice((1, 1, 2, 2, 3, 4))
        wanted = [
            (
                chosen.choice(READERS),
                chosen.choice(FORMS if chosen.random() < 0.8 else ROWS),
                chosen.choice(PLACES),
            )
            for _ in range(count)
        ]
    readers: list[str] = []
    for reader, expression, where in wanted:
        readers += place(reader, expression, where)
    ways = [way for way in WAYS if way.name == use] or (WAYS if chosen.random() < 0.3 else [])
    if more and ways:
        way = chosen.choice(ways)
        readers += [*way.setup.splitlines(), *place(chosen.choice(READERS), way.expression, "name")]
        wanted = [*wanted, (Reader(f"way: {way.name}", ""), "", "way")]
    questions = [each for each in QUESTIONS if use is not None and each.startswith(use)] or (
        QUESTIONS if chosen.random() < 0.15 else []
    )
    if more and questions:
        question = chosen.choice(questions)
        readers += question.splitlines()
        wanted = [*wanted, (Reader(f"question: {question}", ""), "", "question")]

    def draft(right: bool) -> _Draft | None:
        # Without the mistake it is written in one way only, so that many programs share what it has to show.
        spelling = heads.Spelling("tf" if right else style)
        shaped = heads.Kind("linear", kind.units, kind.labels, kind.loss, kind.name) if right else kind
        model = heads.MODELS[shape](spelling, shaped, "" if right else act)
        made = heads.losses(
            spelling, kind, "variable" if right else loss, "from_logits=True" if right else flag
        )
        if model is None or made is None:
            return None
        own_step = how in heads.OWN_STEPS
        before: tuple[str, ...] = ()
        lines: tuple[str, ...] = ()
        after: tuple[str, ...] = ()
        if own_step and not right and not plain:
            before, lines, after = heads.inside_of(Random(inside_seed), spelling, kind)
        if how == "train_step":
            stepping = heads.with_a_step(spelling, model, made, lines)
            if stepping is None:
                return None
            model = stepping
        training = "fit" if right and not own_step else how
        trained = heads.training(spelling, kind, made, training, "" if right else metrics, lines)
        if trained is None:
            return None
        if act == "variable" and not right:
            model = [f'last_activation = "{kind.function}"', *model]
        marked = [MARK, *readers] if plain else readers
        return _Draft(spelling, kind, model, [*before, *trained, *after], [] if right else marked)

    wrong, right = draft(False), draft(True)
    if wrong is None or right is None:
        return None
    features = (style, kind.name, shape, act, loss, how, metrics or "no metrics", mistake, layout, *(
        f"reader: {reader.name}" for reader, _, _ in wanted), *(f"place: {where}" for _, _, where in wanted))  # fmt: skip
    files = _files(wrong, layout, marked=shared)
    return Program(files, _files(right, "one file"), features, graph=random.random() < 0.05)


def _files(draft: _Draft, layout: str, *, marked: bool = False) -> dict[str, str]:
    data = [
        "np.random.seed(3)",
        'x = np.random.normal(size=(8, 4)).astype("float32")',
        f"y = {draft.kind.labels}",
        'names = ["one", "two", "three"]',
    ]
    seed = [f"{draft.spelling.keras}.utils.set_random_seed(7)"]
    if draft.spelling.style == "names":
        seed = ["tf.random.set_seed(7)", "random.seed(7)"]
    model, files = draft.model, {}
    if layout in ("build", "model file"):
        model = _as_function(model)
        if layout == "model file":
            files["network.py"] = _file(draft.spelling, [*model, ""], [])
            model = ["net = build()"]
            start = ["from network import build"]
        else:
            model, start = [*model, "", "", "net = build()"], []
    else:
        start = []
    readers = draft.readers
    if layout == "report file" and readers:
        body = [f"    {line}".rstrip() for line in readers]
        files["report.py"] = _file(
            draft.spelling,
            ['names = ["one", "two", "three"]', "", "", "def report_on(net, x, y):", *body],
            [],
        )
        start = ["from report import report_on"]
        readers = ["report_on(net, x, y)"]
    head = [*seed, *data, "", *model, "", *draft.training, ""]
    if marked:
        head, readers = [HEAD, *head], [END, *readers]
    files["main.py"] = _file(draft.spelling, [*head, *readers], start)
    return files


def _as_function(model: list[str]) -> list[str]:
    """The model made in a function ``build``; a class stays outside of it."""
    if model[-1] == "net = Net()":
        head = [line for line in model[:-1] if line.startswith("last_activation")]
        rest = [line for line in model[:-1] if not line.startswith("last_activation")]
        return [*head, *(["", ""] if head else []), *rest, "def build():", "    return Net()"]
    return ["def build():", *(f"    {line}".rstrip() for line in model), "    return net"]


def _file(spelling: heads.Spelling, lines: Sequence[str], start: Sequence[str]) -> str:
    text = "\n".join(lines) + "\n"
    every = MARK in text
    # The programs of a family have the same head, whatever they read.
    helpers = HELPERS + "\n\n" if every else helpers_for(text)
    body = helpers + text
    used = words(body) | ({"tf", "keras"} if every else set())
    imports = [*imports_for(EVERYTHING if every else body), *spelling.imports(used), *start]
    return "\n".join(dict.fromkeys(imports)) + "\n\n" + body
