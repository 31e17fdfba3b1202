"""The oracle itself, and what it says of xentlint: programs of every kind, a sample of generated ones, every case."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rules.programs import cases

from . import campaign
from .carriers import Carrier, Emitter, carriers
from .driving import driven
from .endings import PAIRS
from .generate import Generator
from .judge import Judge, Judgement, Report, missed, truth_of, unsound
from .program import Program, header, load
from .runs import Server
from .shrink import shrink

HERE = Path(__file__).parent
PROGRAMS = tuple(load(HERE / "programs"))
CASES = tuple(case for folder in ("flow", "rules") for case in cases(HERE.parent / folder / "cases"))
SAMPLE, SEED = 200, 7
NOT_YET = {
    "refused_by_argparse": "what choices= refuses is not kept from the paths behind it",
}
"""Programs that are judged wrongly, and why."""

HEAD = """\
import sys
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
loss = keras.losses.CategoricalCrossentropy
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


@pytest.fixture(scope="module")
def judge(server: Server) -> Judge:
    campaign.warm()
    return Judge(server)


def program(source: str, *runs: list[str]) -> Program:
    return Program(
        "program", {"program.py": source}, "program.py", tuple({"args": run} for run in runs or ([],))
    )


def codes(judge: Judge, source: str) -> list[str]:
    """What the meetings that one run trained come to, in order."""
    (shown,) = judge.run(program(HEAD + source))
    assert shown.error is None
    return [event.code for event in shown.events if event.what == "meeting" and event.trained]


# The stand-in.


@pytest.mark.tensorflow
def test_the_stand_in_and_keras_agree_on_the_facts(judge: Judge) -> None:
    source = (HERE / "facts.py").read_text("utf-8")
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    real = subprocess.run(
        [sys.executable, str(HERE / "facts.py")], capture_output=True, text=True, env=environment, check=True
    )
    (shown,) = judge.run(program(source))
    assert shown.error is None
    assert shown.stdout.splitlines() == real.stdout.splitlines()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("model.compile(loss=loss())\nmodel.fit(1, 2)", ["XEN1"]),
        ("model.compile(loss=loss(from_logits=True))\nmodel.fit(1, 2)", ["XEN201"]),
        ("model.compile(loss='binary_crossentropy')\nmodel.fit(1, 2)", ["XEN203"]),
        ("model.add(keras.layers.Dense(3))\nmodel.compile(loss=loss())\nmodel.fit(1, 2)", ["XEN202"]),
        ("model.add(keras.layers.Softmax())\nmodel.compile(loss=loss())\nmodel.fit(1, 2)", ["XEN201"]),
        ("model.add(keras.layers.ReLU())\nmodel.compile(loss=loss())\nmodel.fit(1, 2)", ["XEN203"]),
        ("with tf.GradientTape():\n    loss(from_logits=True)(1, model(2))", ["XEN201"]),
        ("with tf.GradientTape():\n    tf.nn.softmax_cross_entropy_with_logits(1, model(2))", ["XEN201"]),
        (
            "model.compile(loss=lambda y, p: keras.losses.categorical_crossentropy(y, p))\nmodel.fit(1)",
            ["XEN1"],
        ),
        # What is not trained is no meeting in training.
        ("loss(from_logits=True)(1, model(2))", []),
        ("model.compile(loss=loss(from_logits=True))\nmodel.evaluate(1, 2)", []),
        # Only the last compile() counts; without fit, as the program leaves it.
        ("model.compile(loss=loss(from_logits=True))\nmodel.compile(loss=loss())\nmodel.fit(1, 2)", ["XEN1"]),
        ("model.compile(loss=loss(from_logits=True))", ["XEN201"]),
        ("model.compile(loss=loss(from_logits=True))\nmodel.layers[-1].activation = None", ["right"]),
        ("model.compile(loss=loss(from_logits=True))\nsys.exit(3)", []),
        ("model.compile(loss=loss())\nmodel.fit(1, 2)\nsys.exit(3)", ["XEN1"]),
        # The flag is read when the loss is made.
        ("l = loss()\nl.from_logits = True\nmodel.compile(loss=l)\nmodel.fit(1, 2)", ["XEN1"]),
    ],
)
def test_what_is_trained_is_what_counts(judge: Judge, source: str, expected: list[str]) -> None:
    assert codes(judge, source) == expected


def test_a_meeting_is_where_the_loss_is_called_or_compiled(judge: Judge) -> None:
    source = HEAD + "model.compile(\n    loss=loss(\n        from_logits=True,\n    ),\n)\nmodel.fit(1, 2)\n"
    (shown,) = judge.run(program(source))
    (event,) = (each for each in shown.events if each.trained)
    assert [row for row in range(1, 15) if event.at("program.py", row)] == [6, 7, 8, 9, 10]


def test_each_run_has_its_own_arguments_environment_and_files(judge: Judge) -> None:
    source = "import os, sys\nprint(sys.argv[1:], os.environ.get('HEAD'), open('a.txt').read())\n"
    runs = ({"args": ["-x"], "files": {"a.txt": "1"}}, {"env": {"HEAD": "h"}, "files": {"a.txt": "2"}})
    shown = judge.run(Program("p", {"p.py": source}, "p.py", runs))
    assert [each.stdout for each in shown] == ["['-x'] None 1\n", "[] h 2\n"]


def test_the_end_of_a_run_is_known(judge: Judge) -> None:
    shown = judge.run(
        program("import sys\nsys.exit(len(sys.argv)) if len(sys.argv) > 1 else 1 / 0\n", [], ["a"])
    )
    assert [each.exit for each in shown] == [1, 2]
    assert shown[0].error is not None
    assert shown[0].error.startswith("ZeroDivisionError")


def test_a_run_that_does_not_end_is_ended(server: Server, tmp_path: Path) -> None:
    looping = program("while True:\n    pass\n")
    looping.write(tmp_path)
    (shown,) = server.run(looping, tmp_path, seconds=0.3)
    assert not shown.ended_well


# The judge.


def report(code: str, row: int) -> Report:
    return Report(code, "program.py", row, (), "")


def test_a_report_is_held_against_all_runs(judge: Judge) -> None:
    source = HEAD + "model.compile(loss=loss(from_logits='--logits' in sys.argv))\nmodel.fit(1, 2)\n"
    both = judge.run(program(source, [], ["--logits"]))
    one = judge.run(program(source, []))
    assert truth_of(both) == "wrong"
    assert truth_of(one) == "right"
    assert unsound(both, [report("XEN201", 6), report("XEN102", 6)]) == []
    assert [each.code for each in unsound(one, [report("XEN201", 6), report("XEN102", 6)])] == ["XEN201"]
    assert [each.code for each in unsound(both, [report("XEN202", 6), report("XEN201", 7)])] == [
        "XEN202",
        "XEN201",
    ]
    assert [each.code for each in missed(both, [report("XEN102", 6)])] == ["XEN201"]
    assert missed(both, [report("XEN201", 6)]) == []


def test_a_repair_that_changes_what_is_printed_is_broken(judge: Judge) -> None:
    from .judge import broken

    wrong = HEAD + "model.compile(loss=loss(from_logits=True))\nmodel.fit(1, 2)\nprint(model.predict(1))\n"
    bare = wrong.replace('activation="softmax"', "activation=None")
    whole = bare.replace("model.predict(1)", "tf.nn.softmax(model.predict(1)).numpy()")
    before = judge.run(program(wrong))
    assert [each.code for each in broken(before, judge.run(program(bare)))] == ["output"]
    assert broken(before, judge.run(program(whole))) == []
    assert [each.code for each in broken(before, judge.run(program("1 / 0")))] == ["exit"]


def test_a_failure_is_shrunk_to_what_makes_it_fail() -> None:
    noisy = program("a = 1\nif a:\n    for b in ():\n        pass\n    raise KeyError\nc = 2\n")
    small = shrink(noisy, lambda each: "raise KeyError" in each.text())
    assert small.text() == "raise KeyError\n"


# The generator.


def test_every_piece_of_python_comes_out_as_one_of_the_two_values(judge: Judge) -> None:
    """A piece that always fails is never tried: each must run with something."""
    chance = random.Random(0)
    left = []
    for carrier in carriers():
        kind = carrier.kinds[0] if carrier.kinds else "act"
        for _ in range(12):
            emitter = Emitter(chance, lambda: chance.choice(["True", "False"]))
            lines, result = emitter.emit(carrier, *PAIRS[kind], inner=lambda inside: ([], inside))
            imports = ["import sys", "import tensorflow as tf", "from tensorflow import keras"]
            (shown,) = judge.run(program("\n".join([*imports, *lines, f"print({result})"])))
            one_of_both = shown.stdout.strip() in ("softmax", "None", "True", "False")
            if shown.ended_well and (
                one_of_both or kind not in ("act", "flag") or carrier.feature == "keras"
            ):
                break
        else:
            left.append((str(carrier), shown.error, shown.stdout))
    assert left == []


@pytest.mark.parametrize(
    "carrier", [each for each in carriers() if each.feature in ("hidden", "library")], ids=str
)
def test_what_a_piece_changes_unseen_is_not_reported_as_it_was(judge: Judge, carrier: Carrier) -> None:
    emitter = Emitter(random.Random(0), lambda: "True")
    lines, result = emitter.emit(carrier, "None", '"softmax"')
    model = f"model = keras.Sequential([keras.layers.Dense(10, activation={result})])"
    source = [*lines, model, "model.compile(loss=loss(from_logits=True))", "model.fit(1, 2)", ""]
    failures = judge.judge(program(HEAD + "\n".join(source))).failures
    assert [failure for failure in failures if failure.kind != "missed"] == []


def test_the_same_seed_gives_the_same_programs(judge: Judge) -> None:
    def first(seed: int) -> list[str]:
        generator = Generator(seed, judge.run)
        return [next(generator).text() for _ in range(5)]

    assert first(3) == first(3) != first(4)


def test_two_of_three_generated_programs_are_right(sample: list[Judgement]) -> None:
    truths = [each.truth for each in sample]
    assert set(truths) == {"right", "wrong"}
    assert 0.5 < truths.count("right") / len(truths) < 0.8


# xentlint.


@pytest.fixture(scope="module")
def sample(judge: Judge) -> list[Judgement]:
    generator = Generator(SEED, judge.run)
    return [judge.judge(next(generator)) for _ in range(SAMPLE)]


def test_no_generated_program_crashes_or_takes_long(sample: list[Judgement]) -> None:
    assert _failing(sample, "crash", "slow") == []


def test_no_report_on_a_generated_program_is_unsound(sample: list[Judgement]) -> None:
    assert _failing(sample, "unsound") == []


def test_no_repair_of_a_generated_program_is_broken(sample: list[Judgement]) -> None:
    assert _failing(sample, "broken") == []


def _failing(sample: list[Judgement], *kinds: str) -> list[str]:
    return [
        f"{failure.kind}: {failure.words}\n{each.program.text()}"
        for each in sample
        for failure in each.failures
        if failure.kind in kinds
    ]


@pytest.mark.parametrize("each", PROGRAMS, ids=lambda each: each.name)
def test_a_program_is_what_its_first_line_says(judge: Judge, each: Program) -> None:
    said = header(each.files.get("train.py", each.files[each.main]).partition("\n")[0])
    shown = judge.run(each)
    assert truth_of(shown) == said["truth"], [one.error for one in shown]


@pytest.mark.parametrize(
    "each",
    [
        pytest.param(each, marks=pytest.mark.xfail(reason=NOT_YET[each.name]) if each.name in NOT_YET else ())
        for each in PROGRAMS
    ],
    ids=[each.name for each in PROGRAMS],
)
def test_nothing_is_wrong_with_what_is_said_of_a_program(judge: Judge, each: Program) -> None:
    failures = judge.judge(each).failures
    assert [failure for failure in failures if failure.kind != "missed"] == []


def test_the_runs_of_the_cases_show_what_their_comments_expect(
    judge: Judge, record_testsuite_property: Callable[[str, object], None]
) -> None:
    """A case that cannot run (a module that is not there, a fragment), or in which nothing is met, is not judged."""
    wrong: list[str] = []
    not_judged: Counter[str] = Counter()
    for case in CASES:
        alone = judge.run(Program(str(case), {"program.py": case.source}, "program.py"))
        called = judge.run(driven(str(case), case.source))
        if not any(run.ended_well for run in called):
            not_judged["cannot run"] += 1
        elif not any(run.events for run in called):
            not_judged["nothing is met"] += 1
        reports = [Report(code, "program.py", row, (), "") for row, code in case.expected]
        # A row where nothing met anything did not run: no run can say that a report there is false.
        events = [event for run in called for event in run.events]
        ran = [
            each
            for each in reports
            if any(event.at("program.py", each.row, related=True) for event in events)
        ]
        # What only an unknown caller or setting could do, nobody has to report.
        found = [*unsound(called, ran), *missed(alone, reports)]
        wrong += [f"{case}: {each.kind} {each.words}" for each in found]
    judged = len(CASES) - not_judged.total()
    print(f"{judged} of {len(CASES)} cases were judged by their runs; not: {dict(not_judged)}")
    record_testsuite_property("cases judged by their runs", judged)
    assert wrong == []
    assert judged > 380


def test_no_repair_of_a_case_is_broken(judge: Judge) -> None:
    repaired = 0
    wrong: list[str] = []
    for case in CASES:
        judged = judge.judge(
            Program(str(case), {"program.py": case.source}, "program.py", settings=dict(case.settings))
        )
        repaired += judged.fixed is not None
        wrong += [
            f"{case}: {each.words}" for each in judged.failures if each.kind in ("broken", "crash", "slow")
        ]
    assert wrong == []
    assert repaired > 150


def test_a_driven_program_is_asked_for_what_it_tells_apart(judge: Judge) -> None:
    source = """\
def build(kind, deep=False):
    if kind == "binary" and not deep:
        print("one")
    elif kind in ("many", "more"):
        print(kind)
"""
    (shown,) = judge.run(driven("program", source))
    assert sorted(set(shown.stdout.split())) == ["many", "more", "one"]
