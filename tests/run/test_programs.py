"""A run is evaluated one connected program at a time: what is told is what the whole would be told."""

from __future__ import annotations

import os
import signal
import sys
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xentlint.cli import main
from xentlint.config.settings import Settings
from xentlint.run import assembly, choice, collector, engine, programs, runner, workers
from xentlint.run.tree import Tree
from xentlint.sources.document import Document
from xentlint.sources.reading import read_document

SOFTMAX = """\
import tensorflow as tf

def make():
    return tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
"""
TRAIN = """\
import tensorflow as tf
{imports}
model = make()
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""
ALONE = SOFTMAX + TRAIN.partition("\n")[2].format(imports="")


class Run:
    """A folder with programs; ``evaluated`` are the names of the files of each that was evaluated, in order."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.settings = Settings(root=root, select=("ALL",))
        self.evaluated: list[list[str]] = []
        check = engine.check

        def noted(documents: Sequence[Document], settings: Settings, tree: Tree) -> engine.Report:
            self.evaluated.append([document.path.name for document in documents])
            return check(documents, settings, tree)

        monkeypatch.setattr(engine, "check", noted)

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.root / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def documents(self) -> list[Document]:
        return list(runner.collect([self.root], self.settings).documents.values())

    def lint(self, **options: Any) -> runner.Outcome:
        """The outcome; ``evaluated`` tells of this run only."""
        self.evaluated.clear()
        return runner.lint({str(each.path): each for each in self.documents()}, self.settings, **options)

    def programs(self) -> list[list[str]]:
        listed = Tree(self.documents()).programs()
        return [[str(each.path.relative_to(self.root)) for each in program] for program in listed]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Programs ``a`` and ``c`` with a head of their own each, and ``e``, which is one file; all three are wrong."""
    made = Run(tmp_path / "project", monkeypatch)
    made.write(
        pyproject="",
        a=TRAIN.format(imports="from b import make"),
        b=SOFTMAX,
        c=TRAIN.format(imports="from d import make"),
        d=SOFTMAX,
        e=ALONE,
    )
    (made.root / "pyproject.py").rename(made.root / "pyproject.toml")
    return made


class TestPrograms:
    def test_files_that_import_each_other_are_one(self, run: Run) -> None:
        assert run.programs() == [["a.py", "b.py"], ["c.py", "d.py"], ["e.py"]]

    @pytest.mark.parametrize(
        "imports",
        [
            "import b",
            "import os, b",
            "import os; import b",
            "if x: from b import make",
            "from b import (\n    make,\n)",
            "from . import (\n    c,\n    b,\n)",
            "from \\\n    b import make",
            "import importlib\nb = importlib.import_module('b')",
            "def later():\n    from b import make  # noqa",
        ],
    )
    def test_however_the_import_is_written(self, run: Run, imports: str) -> None:
        run.write(e=f"import keras\n{imports}\n")
        assert ["a.py", "b.py"] not in run.programs()
        assert any({"a.py", "b.py", "e.py"} <= set(program) for program in run.programs())

    def test_a_file_without_training_code_joins_who_imports_it_with_what_it_imports(self, run: Run) -> None:
        run.write(between="import b, d\n", e="import keras, between\n")
        joined = next(program for program in run.programs() if "e.py" in program)
        assert {"a.py", "b.py", "c.py", "d.py", "e.py"} <= set(joined)

    def test_a_file_that_imports_nothing_does_not_join_those_that_import_it(self, run: Run) -> None:
        run.write(constants="CLASSES = 3\n")
        for name, head in (("a", "b"), ("c", "d")):
            run.write(**{name: TRAIN.format(imports=f"from {head} import make\nimport constants")})
        assert run.programs() == [["a.py", "b.py"], ["c.py", "d.py"], ["e.py"]]

    def test_packages_around_a_module_belong_to_it(self, run: Run) -> None:
        run.write(**{"heads/__init__": "import keras\n", "heads/soft": SOFTMAX})
        run.write(e="import keras\nimport heads.soft\n")
        assert ["e.py", "heads/__init__.py", "heads/soft.py"] in run.programs()


class TestReport:
    def test_it_is_what_all_files_together_are_told(self, run: Run) -> None:
        run.write(f="import keras\ndef broken(:\n")
        together = engine.check(run.documents(), run.settings, Tree(run.documents()))
        apart = programs.check(run.documents(), replace(run.settings, cache=False))
        assert len(run.evaluated) == 1 + 4
        by_place = {(each.span, each.code): each for each in together.diagnostics}
        assert {(each.span, each.code): each for each in apart.diagnostics} == by_place
        assert len(apart.diagnostics) == len(together.diagnostics) == 4
        assert replace(apart.coverage, places=()) == replace(together.coverage, places=())

    def test_what_is_loaded_by_a_name_that_no_text_holds_belongs_to_the_program(self, run: Run) -> None:
        run.write(softhead=SOFTMAX)
        run.write(
            e=TRAIN.format(imports="import importlib\nmake = importlib.import_module('soft' + 'head').make")
        )
        apart, together = [["a.py", "b.py"], ["c.py", "d.py"]], [["e.py", "softhead.py"]]
        assert run.programs() == [*apart, ["e.py"], ["softhead.py"]]
        assert len(run.lint().diagnostics) == 3
        assert run.evaluated == [*apart, ["e.py"], ["softhead.py"], *together]
        run.write(a=TRAIN.format(imports="from b import make\n"))
        run.lint(edits=False)
        assert run.evaluated == [["a.py", "b.py"]], "who belongs together is kept, too"
        run.write(softhead=SOFTMAX.replace(', activation="softmax"', ""))
        assert len(run.lint(edits=False).diagnostics) == 2
        assert run.evaluated == [["e.py"], ["softhead.py"], *together]


class TestEdit:
    def test_only_the_program_that_read_the_file_is_evaluated_again(self, run: Run) -> None:
        before = run.lint(edits=False)
        assert run.evaluated == [["a.py", "b.py"], ["c.py", "d.py"], ["e.py"]]
        run.write(d=SOFTMAX.replace(', activation="softmax"', ""))
        after = run.lint(edits=False)
        assert run.evaluated == [["c.py", "d.py"]]
        assert [Path(each.span.path).name for each in before.diagnostics] == ["a.py", "c.py", "e.py"]
        assert [Path(each.span.path).name for each in after.diagnostics] == ["a.py", "e.py"]

    def test_a_file_that_is_only_read_counts(self, run: Run) -> None:
        run.write(options="LOGITS = True\n")
        logits = "from options import LOGITS\n" + ALONE.replace("=True", "=LOGITS")
        run.write(e=logits)
        assert len(run.lint().diagnostics) == 3
        run.write(options="LOGITS = False\n")
        found = run.lint(edits=False).diagnostics
        assert run.evaluated == [["e.py"]]
        assert [each.code for each in found] == ["XEN201", "XEN201", "XEN102"]

    def test_a_file_that_was_looked_for_and_not_there_counts(self, run: Run) -> None:
        run.write(e="from options import LOGITS\n" + ALONE.replace("=True", "=LOGITS"))
        assert len(run.lint().diagnostics) == 2
        run.write(options="LOGITS = True\n")
        assert len(run.lint(edits=False).diagnostics) == 3
        assert run.evaluated == [["e.py"]]

    def test_a_new_program_leaves_the_others_as_they_are(self, run: Run) -> None:
        run.lint()
        run.write(f=ALONE)
        assert len(run.lint(edits=False).diagnostics) == 4
        assert run.evaluated == [["f.py"]]

    def test_an_import_that_joins_two_programs_has_them_evaluated_together(self, run: Run) -> None:
        run.lint()
        run.write(b=SOFTMAX + "import e\n")
        run.lint(edits=False)
        assert run.evaluated == [["a.py", "b.py", "e.py"]]

    def test_only_what_has_a_repair_is_evaluated_again_for_its_edits(self, run: Run) -> None:
        run.write(c=TRAIN.format(imports="from d import make").replace("=True", "=False"))
        run.lint(edits=False)
        assert all(each.fix is None or each.fix.edits for each in run.lint().diagnostics)
        assert run.evaluated == [["a.py", "b.py"], ["c.py", "d.py"], ["e.py"]]
        run.write(c="import keras\n", d="import keras\n")
        run.lint(edits=False)
        run.lint()
        assert run.evaluated == [["a.py", "b.py"], ["e.py"]]


class TestFailure:
    @pytest.fixture
    def failing(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
        """The evaluation of ``d`` fails with an error of our own."""
        really = choice.choose

        def choose(part: Sequence[Document], *more: Any, **named: Any) -> choice.Choice:
            if any(document.path.name == "d.py" for document in part):
                raise KeyError("nobody thought of this")
            return really(part, *more, **named)

        monkeypatch.setattr(choice, "choose", choose)
        return run

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_it_loses_its_program_and_says_which_file(self, failing: Run, jobs: int) -> None:
        outcome = failing.lint(jobs=jobs)
        assert {Path(each.span.path).name for each in outcome.diagnostics} >= {"a.py", "e.py"}
        (lost,) = outcome.failures
        assert [Path(path).name for path in lost.paths] == ["d.py"]
        assert "nobody thought of this" in lost.error

    def test_the_others_are_kept(self, failing: Run) -> None:
        failing.lint()
        assert failing.lint(edits=False).failures
        assert failing.evaluated == [["c.py", "d.py"]]


@pytest.mark.skipif(
    sys.platform != "linux", reason="what a test replaces is seen by copies of this process only"
)
class TestProcesses:
    @pytest.mark.parametrize("jobs", [2, 3, 9])
    def test_they_tell_the_same_in_the_same_order(self, run: Run, jobs: int) -> None:
        settings = run.settings
        run.settings = replace(settings, cache=False)
        alone = run.lint()
        assert len(run.evaluated) == 3
        several = run.lint(jobs=jobs)
        assert run.evaluated == [], "others have evaluated them"
        assert several == alone
        assert len(alone.diagnostics) == 3
        assert all(each.fix is not None and each.fix.edits for each in several.diagnostics)

    def test_what_they_find_is_kept(self, run: Run) -> None:
        run.lint(jobs=2)
        run.lint(edits=False)
        assert run.evaluated == []

    @pytest.mark.parametrize(
        ("end", "why"),
        [
            (lambda: os.kill(os.getpid(), signal.SIGKILL), "was ended by SIGKILL"),
            (lambda: os._exit(3), "has ended with 3"),
        ],
    )
    def test_one_that_ends_loses_what_it_was_at(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, end: Callable[[], None], why: str
    ) -> None:
        check = engine.check

        def ending(documents: Sequence[Document], settings: Settings, tree: Tree) -> engine.Report:
            if documents[0].path.name == "c.py":
                end()
            return check(documents, settings, tree)

        monkeypatch.setattr(engine, "check", ending)
        outcome = run.lint(jobs=2)
        assert [Path(each.span.path).name for each in outcome.diagnostics] == ["a.py", "e.py"]
        (lost,) = outcome.failures
        assert [Path(path).name for path in lost.paths] == ["c.py", "d.py"]
        assert why in lost.error


def test_processes_that_begin_anew_tell_the_same(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = run.lint()
    monkeypatch.setattr(workers, "_FORKS", False)
    run.settings = replace(run.settings, cache=False)
    assert run.lint(jobs=2) == alone


class TestProgress:
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_it_is_told_after_each_program(self, run: Run, jobs: int) -> None:
        told: list[tuple[int, int]] = []
        run.lint(jobs=jobs, progress=lambda done, files: told.append((done, files)))
        assert len(told) == 3
        assert [files for _, files in told] == [5, 5, 5]
        assert [done for done, _ in told] == sorted({done for done, _ in told})
        assert told[-1] == (5, 5)


def test_the_memory_of_a_program_is_free_when_the_next_one_begins(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "_WORTH", 0)
    made: list[weakref.ref[Any]] = []
    alive: list[int] = []
    really = assembly.assemble

    def assemble(*arguments: Any, **named: Any) -> assembly.Assembled:
        alive.append(sum(each() is not None for each in made))
        assembled = really(*arguments, **named)
        made.append(weakref.ref(assembled.program.evaluator))
        return assembled

    monkeypatch.setattr(assembly, "assemble", assemble)
    run.lint()
    assert len(alive) >= 3
    assert alive == [0] * len(alive)


class TestLarge:
    """A program that is too large is evaluated in parts, one after the other, and that is said."""

    @pytest.fixture
    def parts(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """The files that were evaluated together; ``a`` and ``b`` are too large to be, and the others are not there."""
        run.write(c="", d="", e="", b=SOFTMAX + "# " + "x" * 200)
        monkeypatch.setattr(engine, "_MOST_TEXT", 300)
        found: list[list[str]] = []
        really = choice.choose

        def choose(documents: Sequence[Document], *more: Any, **named: Any) -> choice.Choice:
            found.append([document.path.name for document in documents])
            return really(documents, *more, **named)

        monkeypatch.setattr(choice, "choose", choose)
        return found

    def test_each_part_follows_its_imports(self, run: Run, parts: list[list[str]]) -> None:
        outcome = run.lint()
        assert [Path(each.span.path).name for each in outcome.diagnostics] == ["a.py"]
        assert parts == [
            ["a.py"],
            ["a.py"],
            ["b.py"],
        ]  # where something is found, its readers are looked at, too
        assert outcome.divided == 2

    @pytest.mark.usefixtures("parts")
    def test_what_is_kept_tells_the_same(self, run: Run) -> None:
        first, second = run.lint(edits=False), run.lint(edits=False)
        assert run.evaluated == []
        assert second.divided == first.divided == 2
        assert [each.message for each in second.diagnostics] == [each.message for each in first.diagnostics]

    @pytest.mark.usefixtures("parts")
    def test_no_repair_is_safe(self, run: Run) -> None:
        run.write(a=TRAIN.format(imports="from b import make").replace("model.fit(x, y)\n", ""))
        (found,) = run.lint().diagnostics
        assert found.fix is not None
        assert found.fix.applicability.value == "unsafe"
        assert found.fix.message.endswith("too large to be looked at as a whole")

    @pytest.mark.usefixtures("parts")
    def test_it_is_said(self, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--no-cache", str(run.root)]) == 1
        assert "A program of 2 files is too large to be evaluated as a whole" in capsys.readouterr().out

    @pytest.mark.usefixtures("parts")
    def test_the_memory_of_a_part_is_free_when_the_next_one_begins(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run.write(b=ALONE)
        monkeypatch.setattr(collector, "_WORTH", 0)
        made: list[weakref.ref[Any]] = []
        really = assembly.assemble

        def assemble(*arguments: Any, **named: Any) -> assembly.Assembled:
            assert all(each() is None for each in made)
            assembled = really(*arguments, **named)
            made.append(weakref.ref(assembled.program.evaluator))
            return assembled

        monkeypatch.setattr(assembly, "assemble", assemble)
        assert run.lint().failures == ()
        assert len(made) == 4  # each twice, since something is found in each

    def test_parts_are_of_about_the_same_size(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        run.write(**{f"n{number}": "x = 1\n" * 50 for number in range(10)})
        documents = [read_document(path) for path in sorted(run.root.glob("n*.py"))]
        for most, sizes in ((3000, [10]), (2999, [5, 5]), (1000, [3, 4, 3]), (1, [1] * 10)):
            monkeypatch.setattr(engine, "_MOST_TEXT", most)
            assert [len(part) for part in engine._parts(documents)] == sizes
        assert len(engine._parts([replace(each, units=()) for each in documents])) == 1  # none could be read


def test_an_unsaved_text_is_found_by_the_programs_beside_it(tmp_path: Path) -> None:
    texts = {"a": TRAIN.format(imports="from b import make"), "b": SOFTMAX, "c": ALONE}
    documents = [read_document(tmp_path / f"{name}.py", text.encode()) for name, text in texts.items()]
    report = programs.check(documents, Settings(root=tmp_path))
    assert [each.code for each in report.diagnostics] == ["XEN201", "XEN201"]
    changed = read_document(tmp_path / "b.py", SOFTMAX.replace("softmax", "linear").encode())
    report = programs.check([documents[0], changed, documents[2]], Settings(root=tmp_path))
    assert [each.code for each in report.diagnostics] == ["XEN201"]


class TestFiles:
    """What one program writes, and another one reads, joins them."""

    SAVING = ALONE.replace("True", "False") + "model.save('nets/soft.h5')\n"
    LOADING = (
        "import tensorflow as tf\nmodel = tf.keras.models.load_model({name})\n"
        "model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))\nmodel.fit(x, y)\n"
    )

    @pytest.mark.parametrize("name", ["'nets/soft.h5'", "PATH", "(\n    'nets/soft.h5')"])
    def test_a_model_that_another_file_saves(self, run: Run, name: str) -> None:
        path = "PATH = 'nets/soft.h5'\n" if name == "PATH" else ""
        run.write(e=self.SAVING, f=path + self.LOADING.format(name=name))
        assert ["e.py", "f.py"] in run.programs()
        found = run.lint().diagnostics
        assert [(Path(each.span.path).name, each.code) for each in found[2:]] == [
            ("e.py", "XEN102"),
            ("f.py", "XEN201"),
        ]

    def test_settings_that_another_file_writes_are_no_input(self, run: Run) -> None:
        run.write(
            e="import keras, json\nkeras.losses.mse\njson.dump({'logits': False}, open('train.json', 'w'))\n",
            f="import json\nlogits = json.load(open('train.json'))['logits']\n"
            + ALONE.replace("model.compile", "if logits:\n    model.compile"),
        )
        assert ["e.py", "f.py"] in run.programs()
        together = run.lint().diagnostics
        run.write(e="import keras\nkeras.losses.mse\n")
        assert ["e.py"] in run.programs()
        apart = run.lint().diagnostics
        assert len(apart) == len(together) + 1, "who runs the program decides then"

    def test_files_that_are_only_read_join_nobody(self, run: Run) -> None:
        run.write(**dict.fromkeys("ef", "import keras, json\njson.load(open('train.json'))\n"))
        assert run.programs()[2:] == [["e.py"], ["f.py"]]


class TestLoader:
    """A program that imports what nobody can tell may use what another one makes."""

    SAFE = SOFTMAX + TRAIN.partition("\n")[2].format(imports="").replace("model.fit(x, y)\n", "")

    def repairs(self, outcome: runner.Outcome) -> list[tuple[str, str]]:
        fixes = [(Path(each.span.path).name, each.fix) for each in outcome.diagnostics]
        return [(name, fix.applicability.value) for name, fix in fixes if fix is not None]

    @pytest.mark.parametrize("edits", [True, False])
    def test_it_makes_repairs_of_others_unsafe(self, run: Run, edits: bool) -> None:
        run.write(a="", b="", c="", d="", e=self.SAFE)
        assert self.repairs(run.lint(edits=edits)) == [("e.py", "safe")]
        run.write(
            f="import importlib, keras, sys\nkeras.losses.mse\nimportlib.import_module(sys.argv[1]).show()\n"
        )
        for _ in range(2):
            outcome = run.lint(edits=edits)
            assert self.repairs(outcome) == [("e.py", "unsafe")]
            (found,) = outcome.diagnostics
            assert found.fix is not None
            assert "f.py may import any module by its name" in found.fix.message
        assert run.evaluated == ([["e.py"]] if edits else [])

    def test_it_says_no_more_of_its_own_repairs_than_is_known(self, run: Run) -> None:
        run.write(a="", b="", c="", d="", e=self.SAFE + "import importlib\nimportlib.reload(tf)\n")
        assert all("may import any module" not in message for _, message in self.repairs(run.lint()))
