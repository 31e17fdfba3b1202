"""A session of open files says what a run over the same texts says, and does no more than is asked of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from xentlint.config.settings import Settings
from xentlint.fixes import planner
from xentlint.keras.demand import Demand
from xentlint.python.machine import Stopped
from xentlint.rules.diagnostic import Applicability, Diagnostic
from xentlint.run import runner
from xentlint.run.session import MOST_EVALUATIONS, Closed, Held, Session
from xentlint.sources.document import Document
from xentlint.sources.reading import read_document

from ..integrations.programs import COMPILED, PROGRAM

SETTINGS = Settings(cache=False, select=("ALL",))
MODEL = """\
import keras


def make():
    return keras.Sequential([keras.layers.Dense(10, activation="softmax")])
"""
TRAIN = """\
import keras
from model import make

model = make()
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(images, labels)
"""
CASES = [Path(__file__).parents[1] / "rules" / "cases" / f"xen{code}.py" for code in (103, 104, 203, 204)]


def never() -> bool:
    return False


class Editing:
    """A session, and the folder of a project in which files are opened."""

    def __init__(self, folder: Path) -> None:
        (folder / ".git").mkdir()
        self.folder = folder
        self.session = Session()

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def open(self, name: str, text: str) -> list[str]:
        """The names of the open files that are to be looked at again."""
        path = self.folder / name
        return [each.name for each in self.session.put(path, read_document(path, text.encode()))]

    def close(self, name: str) -> list[str]:
        return [each.name for each in self.session.put(self.folder / name, None)]

    def find(self, name: str, stopped: Callable[[], bool] = never) -> Held:
        return self.session.find(self.folder / name, SETTINGS, stopped)

    def complete(self, name: str) -> Held:
        return self.session.complete(self.find(name), never)


@pytest.fixture
def editing(tmp_path: Path) -> Editing:
    return Editing(tmp_path)


def codes(held: Held) -> list[str]:
    assert held.shown is not None
    return [each.code for each in held.shown.diagnostics]


def plain(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [replace(each, fix=None) for each in found]


@pytest.mark.parametrize("path", CASES, ids=[each.stem for each in CASES])
def test_it_says_what_a_run_says_at_each_step_of_the_way(path: Path, editing: Editing) -> None:
    """Lines come and go, some of them in the middle of what is written; what was kept may not show."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    chance = random.Random(11)
    file = editing.folder / path.name
    for number in range(4):
        text = "".join(lines)
        editing.open(path.name, text)
        held = editing.find(path.name)
        documents = {str(file): read_document(file, text.encode())}
        told = runner.lint(documents, SETTINGS).diagnostics
        assert held.shown is not None
        assert plain(held.shown.diagnostics) == plain(told)
        assert not editing.session.settle(held, never)
        held = editing.session.complete(held, never)
        assert held.outcome is not None
        assert held.outcome.diagnostics == told
        place = chance.randrange(len(lines))
        if number % 2:
            lines[place:place] = ["\n", f"line_{number} = {number}\n"]
        else:
            del lines[place : place + chance.randrange(1, 4)]


def test_no_repair_is_planned_before_somebody_asks_for_it(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    plan = planner.plan
    monkeypatch.setattr(planner, "plan", lambda *given: asked.append(given) or plan(*given))
    editing.open("train.py", COMPILED)
    held = editing.find("train.py")
    editing.session.settle(held, never)
    assert codes(held) == ["XEN103"]
    assert not asked
    outcome = editing.session.complete(held, never).outcome
    assert outcome is not None
    assert [each.fix is not None and bool(each.fix.edits) for each in outcome.diagnostics] == [True]
    assert len(asked) == 1
    assert editing.complete("train.py") is held
    assert len(asked) == 1


def test_what_readers_tell_is_told_later(editing: Editing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that nobody calls trains the model; here it is taken for one in which no loss can meet anything."""
    monkeypatch.setattr(Demand, "wants", lambda *given: False)
    editing.open("train.py", COMPILED + "\n\ndef train(images, labels):\n    model.fit(images, labels)\n")
    held = editing.find("train.py")
    assert held.shown is not None
    assert "never trained" in held.shown.diagnostics[0].message
    assert editing.session.settle(held, never)
    assert "never trained" not in held.shown.diagnostics[0].message
    assert held.outcome is None
    assert not editing.session.settle(held, never)


def test_imports_lead_to_what_is_open_saved_or_not(editing: Editing) -> None:
    editing.write("model.py", MODEL)
    editing.write("train.py", TRAIN)
    editing.open("train.py", TRAIN)
    assert codes(editing.find("train.py")) == ["XEN201"]
    assert editing.open("model.py", MODEL.replace('"softmax"', "None")) == ["train.py"]
    assert codes(editing.find("train.py")) == []
    assert editing.close("model.py") == ["train.py"]
    assert codes(editing.find("train.py")) == ["XEN201"]


def test_a_repair_is_for_the_text_that_is_open(editing: Editing) -> None:
    """The file on the disk has another activation, elsewhere."""
    editing.write("model.py", "# saved long ago\n" + MODEL)
    editing.open("model.py", MODEL)
    editing.open("train.py", TRAIN)
    outcome = editing.complete("train.py").outcome
    assert outcome is not None
    (found,) = outcome.diagnostics
    assert found.fix is not None
    (edit,) = found.fix.edits
    line = MODEL.splitlines()[edit.span.start.row - 1]
    assert edit.span.path == str(editing.folder / "model.py")
    assert line[edit.span.start.column - 1 : edit.span.end.column - 1] == ', activation="softmax"'


def test_a_comment_in_an_open_file_silences_what_points_at_it(editing: Editing) -> None:
    editing.write("model.py", MODEL)
    editing.open("train.py", TRAIN)
    assert codes(editing.find("train.py")) == ["XEN201"]
    editing.open("model.py", MODEL.replace('softmax")])', 'softmax")])  # noqa: XEN201'))
    assert codes(editing.find("train.py")) == []


def test_who_uses_what_a_repair_changes_is_read_where_it_is_open(editing: Editing) -> None:
    editing.write("train.py", COMPILED)
    editing.write("other.py", "import os\n")
    editing.open("train.py", COMPILED)
    outcome = editing.complete("train.py").outcome
    assert outcome is not None
    safe = outcome.diagnostics[0].fix
    assert safe is not None
    assert safe.applicability is Applicability.SAFE
    editing.open("other.py", "import train\nprint(train.model.predict(x))\n")
    editing.open("train.py", COMPILED + "\n")
    outcome = editing.complete("train.py").outcome
    assert outcome is not None
    unsafe = outcome.diagnostics[0].fix
    assert unsafe is not None
    assert unsafe.applicability is Applicability.UNSAFE
    assert "other.py imports train" in unsafe.message


def test_only_those_are_looked_at_again_that_have_read_a_file_or_looked_for_it(editing: Editing) -> None:
    editing.write("model.py", "from layers import head\n\n\ndef make(): return head()\n")
    editing.open("train.py", TRAIN)
    editing.open("alone.py", COMPILED)
    for name in ("train.py", "alone.py"):
        editing.find(name)
    assert editing.open("other.py", "x = 1\n") == []
    assert editing.open("model.py", MODEL) == ["train.py"]
    # Not there yet, and looked for: it may come before what is there.
    assert editing.open("layers.py", "x = 1\n") == ["train.py"]
    assert codes(editing.find("train.py")) == ["XEN201"]
    assert editing.open("layers.py", "x = 2\n") == []


def test_what_was_found_holds_until_something_changes_that_it_rests_on(editing: Editing) -> None:
    path = editing.write("model.py", MODEL)
    editing.open("train.py", TRAIN)
    held = editing.find("train.py")
    assert editing.find("train.py") is held
    editing.open("other.py", "x = 1\n")
    assert editing.find("train.py") is held
    editing.write("model.py", MODEL.replace('"softmax"', "None"))
    assert editing.session.changed(path) == [editing.folder / "train.py"]
    assert codes(editing.find("train.py")) == []


def test_a_file_that_has_changed_unseen_is_no_longer_to_be_repaired(editing: Editing) -> None:
    editing.write("model.py", MODEL)
    editing.open("train.py", TRAIN)
    held = editing.complete("train.py")
    assert editing.session.look_at_disk(held)
    editing.write("model.py", "# longer\n" + MODEL)
    assert not editing.session.look_at_disk(held)
    again = editing.complete("train.py")
    assert again is not held
    assert editing.session.look_at_disk(again)


@pytest.mark.parametrize("patience", [0, 1, 2, 5, 9])
@pytest.mark.parametrize("step", ["find", "settle", "complete"])
def test_who_stops_waiting_leaves_nothing_behind(editing: Editing, step: str, patience: int) -> None:
    calls = "".join(f"x{n} = str({n} + len(str({n})))\n" for n in range(200))
    functions = "".join(f"def f{n}(x):\n    return {' + '.join(['len(str(x))'] * 9)}\n" for n in range(60))
    text = PROGRAM + calls + functions
    file = editing.folder / "train.py"
    whole = runner.lint({str(file): read_document(file, text.encode())}, SETTINGS).diagnostics
    editing.open("train.py", text)
    asked = iter(range(1000))

    def stopped() -> bool:
        return next(asked) >= patience

    steps: dict[str, Callable[[], object]] = {
        "find": lambda: editing.find("train.py", stopped),
        "settle": lambda: editing.session.settle(editing.find("train.py"), stopped),
        "complete": lambda: editing.session.complete(editing.find("train.py"), stopped),
    }
    with pytest.raises(Stopped):
        steps[step]()
    held = editing.complete("train.py")
    assert held.outcome is not None
    assert held.outcome.diagnostics == whole


def test_a_text_that_changes_while_it_is_looked_at_is_looked_at_again(editing: Editing) -> None:
    editing.write("model.py", MODEL)
    editing.open("train.py", TRAIN)

    def stopped() -> bool:
        editing.open("model.py", MODEL.replace('"softmax"', "None"))
        return False

    editing.find("train.py", stopped)
    assert editing.session.known(editing.folder / "train.py") is None
    assert codes(editing.find("train.py")) == []


def test_a_closed_file_has_nothing_to_tell(editing: Editing) -> None:
    editing.open("train.py", TRAIN)
    editing.close("train.py")
    with pytest.raises(Closed):
        editing.find("train.py")


def test_no_more_evaluations_are_held_than_are_of_use(editing: Editing) -> None:
    names = [f"train{number}.py" for number in range(MOST_EVALUATIONS + 3)]
    for name in names:
        editing.open(name, COMPILED)
        editing.find(name)
    held = [editing.find(name) for name in names]
    assert [each.evaluation is not None for each in held] == [False] * 3 + [True] * MOST_EVALUATIONS
    for each in held:
        outcome = editing.session.complete(each, never).outcome
        assert outcome is not None
        assert outcome.diagnostics[0].fix is not None


def test_an_error_of_our_own_is_told_and_the_next_text_is_found_again(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xentlint.run import choice

    with monkeypatch.context() as broken:
        broken.setattr(choice, "relevant", lambda *given: 1 / 0)
        editing.open("train.py", COMPILED)
        held = editing.find("train.py")
        assert codes(held) == []
        assert ["division by zero" in each.error for each in held.failures] == [True]
    editing.open("train.py", COMPILED + "\n")
    assert codes(editing.find("train.py")) == ["XEN103"]


def test_what_cannot_matter_is_not_evaluated(editing: Editing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xentlint.run.session.Evaluation", None)
    editing.open("plain.py", "x = 1\n")
    assert codes(editing.complete("plain.py")) == []
    excluded = replace(SETTINGS, exclude=("old",), root=editing.folder)
    (editing.folder / "old").mkdir()
    editing.open("old/train.py", COMPILED)
    held = editing.session.find(editing.folder / "old" / "train.py", excluded, never)
    assert codes(held) == []


def test_all_safe_repairs_are_made_of_the_text_that_is_open(editing: Editing) -> None:
    editing.write("train.py", "x = 1\n")
    editing.open("train.py", COMPILED)
    repaired = editing.session.repair(editing.find("train.py"), never)
    assert isinstance(repaired, Document)
    assert "softmax" not in repaired.units[0].text
    assert "from_logits=True" in repaired.units[0].text
