"""A result is taken from the cache when nothing that it rests on has changed, and only then."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xentlint.cli import main
from xentlint.config.settings import Settings
from xentlint.rules.diagnostic import Applicability, Diagnostic, Fix, Related, Severity
from xentlint.run import cache as module
from xentlint.run import engine, reports, runner
from xentlint.run.cache import Cache
from xentlint.run.tree import Tree
from xentlint.sources import folders
from xentlint.sources.document import Document
from xentlint.sources.positions import Edit, Position, Span
from xentlint.sources.surroundings import Surroundings

TRAIN = """\
import tensorflow as tf
from head import make

model = make()
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
"""
SOFTMAX = """\
import tensorflow as tf

def make():
    return tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
"""
LINEAR = SOFTMAX.replace(', activation="softmax"', "")


def without_edits(found: Diagnostic) -> Diagnostic:
    return replace(found, fix=found.fix and replace(found.fix, edits=()))


class Project:
    """A folder with a program, checked again and again; ``runs`` counts the times it was evaluated."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.settings = Settings(root=root)
        self.runs = 0
        check = engine.check

        def counted(documents: list[Document], settings: Settings, tree: Tree) -> engine.Report:
            self.runs += 1
            return check(documents, settings, tree)

        monkeypatch.setattr(engine, "check", counted)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def lint(
        self, name: str = "train.py", settings: Settings | None = None, *, edits: bool = False
    ) -> runner.Outcome:
        settings = settings or self.settings
        documents = runner.collect([self.root / name], settings).documents
        return runner.lint(documents, settings, edits=edits)

    def codes(self, name: str = "train.py", settings: Settings | None = None) -> list[str]:
        return [each.code for each in self.lint(name, settings).diagnostics]

    def entries(self) -> list[Path]:
        return sorted(folders.cache_folder().glob("*.json"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """``train.py`` trains a softmax of ``head.py``, which is followed and not checked, with from_logits=True."""
    made = Project(tmp_path / "project", monkeypatch)
    made.write("pyproject.toml", "")
    made.write("train.py", TRAIN)
    made.write("head.py", SOFTMAX)
    return made


class TestHit:
    def test_the_second_run_evaluates_nothing_and_says_the_same(self, project: Project) -> None:
        cold = project.lint(".")
        warm = project.lint(".")
        assert project.runs == 1
        assert warm == replace(cold, diagnostics=tuple(map(without_edits, cold.diagnostics)))
        assert [each.code for each in cold.diagnostics] == ["XEN201"]
        assert cold.coverage == engine.Coverage(met=1, reported=1)

    def test_a_file_that_is_touched_but_the_same_is_a_hit(self, project: Project) -> None:
        project.codes()
        os.utime(project.root / "train.py", (1, 1))
        os.utime(project.root / "head.py", (1, 1))
        project.codes()
        assert project.runs == 1

    def test_selection_is_applied_to_what_is_cached(self, project: Project) -> None:
        assert project.codes() == ["XEN201"]
        assert project.codes(settings=replace(project.settings, ignore=("XEN2",))) == []
        assert project.runs == 1

    def test_a_noqa_in_a_followed_file_is_read_anew(self, project: Project) -> None:
        project.codes()
        project.write("head.py", SOFTMAX.replace(")])", ")])  # noqa: XEN201"))
        assert project.codes() == []


class TestMiss:
    def test_a_document_that_changed(self, project: Project) -> None:
        assert project.codes() == ["XEN201"]
        project.write("train.py", TRAIN.replace("True", "False"))
        assert project.codes() == ["XEN102"]
        project.write("train.py", TRAIN)
        assert project.codes() == ["XEN201"]
        assert project.runs == 2, "the first content is still known"

    def test_another_document_besides(self, project: Project) -> None:
        project.codes()
        project.write("other.py", TRAIN)
        assert project.codes(".") == ["XEN201", "XEN201"]

    def test_the_same_content_under_another_name(self, project: Project) -> None:
        project.codes()
        project.write("elsewhere/train.py", TRAIN)
        assert project.codes("elsewhere/train.py") == ["XEN201"]
        assert project.runs == 2

    def test_a_followed_file_that_changed(self, project: Project) -> None:
        assert project.codes() == ["XEN201"]
        project.write("head.py", LINEAR)
        assert project.codes() == []

    def test_a_followed_file_that_is_gone(self, project: Project) -> None:
        assert project.codes() == ["XEN201"]
        (project.root / "head.py").unlink()
        assert project.codes() == []

    def test_an_imported_file_that_appears(self, project: Project) -> None:
        (project.root / "head.py").unlink()
        assert project.codes() == []
        project.write("head.py", SOFTMAX)
        assert project.codes() == ["XEN201"]

    def test_a_package_that_appears_before_the_module(self, project: Project) -> None:
        assert project.codes() == ["XEN201"]
        project.write("head/__init__.py", LINEAR)
        assert project.codes() == []

    def test_a_project_root_that_moves(self, project: Project) -> None:
        project.write("scripts/train.py", TRAIN)
        assert project.codes("scripts/train.py") == ["XEN201"]
        project.write("scripts/setup.cfg", "")
        assert project.codes("scripts/train.py") == [], "head.py is above the root now"
        (project.root / "scripts" / "setup.cfg").unlink()
        assert project.codes("scripts/train.py") == ["XEN201"]

    @pytest.mark.parametrize("target", [{"target_keras": "3"}, {"target_backend": "jax"}])
    def test_another_target(self, project: Project, target: dict[str, str]) -> None:
        project.codes()
        project.codes(settings=replace(project.settings, **target))  # type: ignore[arg-type]
        assert project.runs == 2

    def test_another_version_of_xentlint(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        project.codes()
        monkeypatch.setattr(module, "__version__", "0.0.0")
        project.codes()
        assert project.runs == 2

    def test_another_python(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        project.codes()
        monkeypatch.setattr(sys, "version", "3.99")
        project.codes()
        assert project.runs == 2

    def test_the_same_version_with_other_code(
        self, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rule = tmp_path / "package" / "rule.py"
        rule.parent.mkdir()
        monkeypatch.setattr(module, "_PACKAGE", rule.parent)
        for source in ("one = 1\n", "eleven = 11\n"):
            rule.write_text(source)
            module._code.cache_clear()
            project.codes()
        module._code.cache_clear()
        assert project.runs == 2

    def test_a_file_that_cannot_be_read(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        really = os.open

        def refused(path: Any, *arguments: Any, **options: Any) -> int:
            if str(path).endswith("train.py"):
                raise PermissionError(13, "Permission denied")
            return really(path, *arguments, **options)

        with monkeypatch.context() as locked:
            locked.setattr(os, "open", refused)
            assert project.codes() == ["XEN901"]
        project.write("train.py", "")  # what the document held when it could not be read
        assert project.codes() == []


class TestEntries:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\n",
            b"{}",
            b"\xff\xfe",
            b"xentlint result " + b"0" * 64 + b'\n[{},{"diagnostics":[],"coverage":{}}]',
            b"[" * 100_000,
        ],
    )
    def test_one_that_is_not_ours_is_ignored_and_replaced(self, project: Project, content: bytes) -> None:
        project.codes()
        (entry,) = project.entries()
        entry.write_bytes(content)
        assert project.codes() == ["XEN201"]
        assert project.codes() == ["XEN201"]
        assert project.runs == 2

    def test_one_that_was_changed_by_hand_is_ignored(self, project: Project) -> None:
        project.codes()
        (entry,) = project.entries()
        entry.write_bytes(entry.read_bytes().replace(b"XEN201", b"XEN202"))
        assert project.codes() == ["XEN201"]

    def test_one_of_another_run_is_ignored(self, project: Project) -> None:
        project.codes()
        (first,) = project.entries()
        project.write("train.py", TRAIN.replace("True", "False"))
        project.codes()
        (second,) = set(project.entries()) - {first}
        first.replace(second)
        assert project.codes() == ["XEN102"]

    @pytest.mark.parametrize(
        "value", [None, [], {}, {"diagnostics": [1], "coverage": {"reasons": []}}, "XEN"]
    )
    def test_a_value_of_another_shape_is_no_report(self, value: object) -> None:
        assert reports.decode(value) is None

    def test_a_report_survives_being_written(self) -> None:
        span = Span("/p/caf\udce9.ipynb", 2, Position(1, 2), Position(3, 4))
        fix = Fix(Applicability.UNSAFE, "remove “it”", (Edit(span, "None"), Edit(span, "\n")))
        related = (Related(span, "softmax applied here"),)
        full = Diagnostic("XEN201", "name", Severity.ERROR, "message", span, related, fix, "help")
        bare = Diagnostic("XEN901", "name", Severity.INFO, "message", replace(span, cell=None))
        report = engine.Report((full, bare), engine.Coverage(4, 1, 2, 1, (("unknown", 1),), places=(span,)))
        kept = reports.decode(json.loads(json.dumps(reports.encode(report))))
        assert kept is not None
        assert kept.coverage.places == (span,)
        assert kept == replace(report, diagnostics=(without_edits(full), bare))

    def test_the_folder_is_bounded_in_bytes_and_those_used_last_are_kept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache = Cache(tmp_path / "cache", b"key")
        keys = [f"{number:064x}" for number in range(6)]

        def store(key: str, age: int) -> None:
            cache.store(key, key * 10, Surroundings())
            os.utime(tmp_path / "cache" / f"{key}.json", (1_000_000 - age, 1_000_000 - age))

        for age, key in enumerate(reversed(keys[:4])):
            store(key, age)
        assert cache.load(keys[0]) is not None  # the oldest is used
        (size,) = {path.stat().st_size for path in (tmp_path / "cache").glob("*.json")}
        monkeypatch.setattr(module, "MOST_BYTES", 4 * size)
        for key in keys[4:]:
            cache.store(key, key * 10, Surroundings())
        cache.prune()
        assert [key for key in keys if cache.load(key) is None] == keys[1:3]

    def test_what_is_larger_than_an_entry_may_be_is_not_kept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "MOST_ENTRY_BYTES", 1000)
        cache = Cache(tmp_path / "cache", b"key")
        cache.store("0" * 64, "x" * 1000, Surroundings())
        assert not (tmp_path / "cache").exists()

    def test_files_of_others_are_not_deleted_whatever_their_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "MOST_BYTES", 0)
        folder = tmp_path / "shared"
        folder.mkdir()
        foreign = [folder / f"{'f' * 64}.json", folder / f".xentlint-{'0' * 16}.new", folder / "notes.txt"]
        for path in foreign:
            path.write_text("the only copy of my results")
            os.utime(path, (1, 1))
        cache = Cache(folder, b"key")
        cache.store("0" * 64, 1, Surroundings())
        cache.prune()
        assert sorted(folder.iterdir()) == sorted(foreign)


class TestSurroundings:
    def test_a_file_that_could_not_be_read_must_still_be_unreadable(self, tmp_path: Path) -> None:
        file = tmp_path / "head.py"
        seen = Surroundings(followed={str(file): None})
        assert seen.still_hold()
        file.touch()
        assert not seen.still_hold()

    def test_a_file_is_not_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "head").touch()
        assert Surroundings(files={str(tmp_path / "head"): True}).still_hold()
        assert not Surroundings(folders={str(tmp_path / "head"): True}).still_hold()


class TestFolder:
    def test_it_is_the_users_and_not_the_projects(self, project: Project) -> None:
        before = sorted(project.root.rglob("*"))
        project.codes()
        assert len(project.entries()) == 1
        assert sorted(project.root.rglob("*")) == before

    def test_git_and_backups_leave_it_out(self, project: Project) -> None:
        project.codes()
        folder = folders.cache_folder()
        assert (folder / ".gitignore").read_text() == "*\n"
        assert (
            (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
        )

    def test_the_key_is_for_its_owner_only(self, project: Project) -> None:
        project.codes()
        assert stat.S_IMODE((folders.cache_folder() / "key").stat().st_mode) == 0o600

    def test_a_configured_folder_with_other_things_in_it_is_not_marked(
        self, project: Project, tmp_path: Path
    ) -> None:
        folder = tmp_path / "shared"
        folder.mkdir()
        (folder / "notes.json").write_text("{}")
        settings = replace(project.settings, cache_dir=folder)
        project.codes(settings=settings)
        project.codes(settings=settings)
        assert project.runs == 1
        assert not (folder / ".gitignore").exists()
        assert (folder / "notes.json").exists()
        assert project.entries() == []

    def test_where_none_can_be_made_the_run_goes_on(self, project: Project) -> None:
        folders.cache_folder().write_text("a file is in its place")
        assert project.codes() == ["XEN201"]
        assert project.codes() == ["XEN201"]
        assert project.runs == 2

    def test_one_that_is_read_only_is_no_error(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "mkdir", refused)
        assert project.codes() == ["XEN201"]
        assert not folders.cache_folder().exists()

    def test_nothing_is_made_when_nothing_is_evaluated(self, project: Project) -> None:
        project.write("plain.py", "print()\n")
        assert project.codes("plain.py") == []
        assert not folders.cache_folder().exists()

    def test_one_is_used_without_a_configuration_too(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (project.root / "pyproject.toml").unlink()
        monkeypatch.chdir(project.root)
        for words in (["--isolated", "train.py"], ["--isolated", "train.py"], ["train.py"]):
            assert main(words) == 1
        assert project.runs == 1


class TestShipped:
    """A repository that ships a cache folder, made on another machine, is not believed."""

    @pytest.fixture
    def shipped(self, project: Project, tmp_path: Path) -> Settings:
        """Settings whose folder holds an entry for the very next run, which says that there is nothing."""
        settings = replace(project.settings, cache_dir=project.root / "cache")
        project.codes(settings=settings)
        (ours,) = (project.root / "cache").glob("*.json")
        ours.unlink()
        project.runs = 0
        theirs = Cache(project.root / "cache", b"their key")
        theirs.store(ours.stem, reports.encode(engine.Report(())), Surroundings())
        assert theirs.load(ours.stem) is not None
        return settings

    def test_its_entries_are_not_taken(self, project: Project, shipped: Settings) -> None:
        assert project.codes(settings=shipped) == ["XEN201"]
        assert len(list((project.root / "cache").glob("*.json"))) == 1
        assert project.codes(settings=shipped) == ["XEN201"]
        assert project.runs == 1, "the entry had the name that the run would look for, and is ours now"

    def test_no_entry_has_edits_that_a_repair_could_take(self, project: Project) -> None:
        project.codes()
        (entry,) = project.entries()
        assert b'"edits"' not in entry.read_bytes()
        (warm,) = project.lint().diagnostics
        assert warm.fix is not None
        assert warm.fix.edits == ()
        (planned,) = project.lint(edits=True).diagnostics
        assert planned.fix is not None
        assert planned.fix.edits
        assert project.runs == 2


class TestCommand:
    def test_no_cache_neither_reads_nor_writes(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(project.root)
        assert main(["--no-cache", "train.py"]) == 1
        assert not folders.cache_folder().exists()
        assert main(["train.py"]) == 1
        assert main(["--no-cache", "train.py"]) == 1
        assert project.runs == 3

    def test_a_repaired_file_is_not_reported_from_memory(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(project.root)
        assert main(["."]) == 1
        assert main(["--fix", "."]) == 0
        assert (project.root / "head.py").read_text() != SOFTMAX
        capsys.readouterr()
        assert main(["--quiet", "."]) == 0
        assert capsys.readouterr().out == ""

    def test_an_editors_single_text_is_not_kept(self, project: Project) -> None:
        found = runner.lint_text(project.root / "train.py", TRAIN, project.settings)
        assert [each.code for each in found] == ["XEN201"]
        assert not folders.cache_folder().exists()

    def test_a_warm_run_does_not_import_the_parser(self, project: Project) -> None:
        program = (
            "import sys; from xentlint.cli import main; main(['--quiet', '.']);"
            "print('libcst' in sys.modules, file=sys.stderr)"
        )
        command = [sys.executable, "-c", program]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        cold, warm = (
            subprocess.run(
                command, cwd=project.root, env=environment, capture_output=True, text=True, check=True
            )
            for _ in range(2)
        )
        assert (cold.stderr, warm.stderr) == ("True\n", "False\n")
        assert warm.stdout == cold.stdout
        assert "XEN201" in warm.stdout
