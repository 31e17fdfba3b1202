"""Several files are replaced together or not at all: at every step that can fail, and at every kill."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from xentlint.sources import exchange
from xentlint.sources.transaction import ChangedMeanwhile, HalfDone, Replacement, replace_all, take_back

OLD = {"a.py": b"old a\n", "b.py": b"old b\n", "c.py": b"old c\n"}
NEW = {"a.py": b"new a\n", "b.py": b"new b\n", "c.py": b"new c\n"}
STEPS = ("open", "write", "fsync", "replace", "link", "chmod", "unlink")
"""The calls that change a disk; each of them can fail, and a kill can come before each (`exchange` too)."""


class Tree:
    """Three files that belong together, and the user's folder for the journal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tree"
        self.state = folder / "state"
        self.restore()

    def restore(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)
        self.folder.mkdir()
        for name, content in OLD.items():
            (self.folder / name).write_bytes(content)

    def replace(self) -> bool:
        return replace_all(
            [Replacement(self.folder / name, OLD[name], NEW[name]) for name in OLD], self.state
        )

    def save(self, name: str, how: str) -> None:
        """What an editor does."""
        if how == "into the file":
            (self.folder / name).write_bytes(b"newer\n")
        else:
            (self.folder / "editor.tmp").write_bytes(b"newer\n")
            (self.folder / "editor.tmp").rename(self.folder / name)

    def content(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def notes(self) -> list[str]:
        folder = self.state / "journal"
        return sorted(os.listdir(folder)) if folder.exists() else []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


@pytest.fixture(autouse=True, params=["exchange", "rename"])
def way(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """How a text takes the place of another: as this system can, and as every system can."""
    if request.param == "rename":
        monkeypatch.setattr(exchange, "exchange", lambda one, other: False)
    else:
        for name in ("one", "other"):
            (tmp_path / name).touch()
        if not exchange.exchange(str(tmp_path / "one"), str(tmp_path / "other")):
            pytest.skip("names cannot be exchanged here")
    return str(request.param)


def hooked(
    monkeypatch: pytest.MonkeyPatch,
    before: Callable[[str], None] = lambda name: None,
    after: Callable[[str], None] = lambda name: None,
) -> None:
    """Call ``before`` and ``after`` around each step that puts a new text in place, with the file's name."""
    replace, swap = os.replace, exchange.exchange

    def hooked_replace(source: str, target: str) -> None:
        ours = str(source).endswith(".new") and str(target).endswith(".py")
        if ours:
            before(os.path.basename(target))
        replace(source, target)
        if ours:
            after(os.path.basename(target))

    def hooked_swap(one: str, other: str) -> bool:
        if swap(one, one):  # it can: nothing happens to what is swapped with itself
            before(os.path.basename(other))
        done = swap(one, other)
        if done:
            after(os.path.basename(other))
        return done

    monkeypatch.setattr(os, "replace", hooked_replace)
    monkeypatch.setattr(exchange, "exchange", hooked_swap)


class Interfered:
    """Counts the calls that change a disk, and interferes from the one with the given number on."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, at: int, interfere: Callable[[], None], last: bool
    ) -> None:
        self.calls = 0
        for name in STEPS:
            really = getattr(os, name)

            def counted(
                *arguments: object, _really: Callable[..., object] = really, **options: object
            ) -> object:
                self.calls += 1
                if self.calls == at or (self.calls > at and last):
                    interfere()
                return _really(*arguments, **options)

            monkeypatch.setattr(os, name, counted)
        swap = exchange.exchange

        def counted_swap(one: str, other: str) -> bool:
            self.calls += 1
            if self.calls == at or (self.calls > at and last):
                interfere()
            return swap(one, other)

        monkeypatch.setattr(exchange, "exchange", counted_swap)


@contextlib.contextmanager
def interfered(at: int, interfere: Callable[[], None], *, persists: bool = False) -> Iterator[Interfered]:
    with pytest.MonkeyPatch.context() as patch:
        yield Interfered(patch, at, interfere, persists)


def killed_before(name: str, tree: Tree) -> None:
    """Replace the files in this process, which ends right before ``name`` is replaced."""
    with pytest.MonkeyPatch.context() as patch:
        hooked(patch, before=lambda each: os._exit(9) if each == name else None)
        tree.replace()
    os._exit(0)


def full() -> None:
    raise OSError(28, "No space left on device")


def refused() -> None:
    raise PermissionError(13, "Permission denied")


def interrupted() -> None:
    raise KeyboardInterrupt


def steps_of(tree: Tree) -> int:
    with interfered(0, full) as counter:
        tree.replace()
    tree.restore()
    return counter.calls


class TestReplacing:
    def test_all_files_hold_the_new_text_and_nothing_else_is_left(self, tree: Tree) -> None:
        assert tree.replace()
        assert tree.content() == NEW
        assert tree.notes() == ["lock"]

    def test_a_newer_save_is_not_overwritten_and_the_others_wait_for_it(self, tree: Tree) -> None:
        (tree.folder / "b.py").write_bytes(b"newer\n")
        with pytest.raises(ChangedMeanwhile, match="changed since it was read"):
            tree.replace()
        assert tree.content() == {**OLD, "b.py": b"newer\n"}

    def test_a_file_that_is_gone_is_not_made_again(self, tree: Tree) -> None:
        (tree.folder / "b.py").unlink()
        with pytest.raises(ChangedMeanwhile):
            tree.replace()
        assert tree.content() == {name: OLD[name] for name in ("a.py", "c.py")}

    @pytest.mark.parametrize("how", ["into the file", "as a new file"])
    def test_a_save_between_comparison_and_replacement_is_kept(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch, how: str, way: str
    ) -> None:
        if (how, way) == ("as a new file", "rename"):
            pytest.skip("the one case that is lost, and said to be")
        hooked(monkeypatch, before=lambda name: tree.save("b.py", how) if name == "b.py" else None)
        with pytest.raises(ChangedMeanwhile):
            tree.replace()
        assert tree.content() == {**OLD, "b.py": b"newer\n"}

    @pytest.mark.parametrize("how", ["into the file", "as a new file"])
    def test_a_save_while_other_files_are_being_replaced_is_kept(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch, how: str
    ) -> None:
        hooked(monkeypatch, after=lambda name: tree.save("b.py", how) if name == "a.py" else None)
        with pytest.raises(ChangedMeanwhile):
            tree.replace()
        assert tree.content() == {**OLD, "b.py": b"newer\n"}

    def test_a_save_on_top_of_a_repair_that_is_taken_back_is_kept(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(name: str) -> None:
            if name == "b.py":
                (tree.folder / "a.py").write_bytes(b"new a, and more\n")
                full()

        hooked(monkeypatch, before=failing)
        with pytest.raises(OSError, match="No space left"):
            tree.replace()
        assert tree.content() == {**OLD, "a.py": b"new a, and more\n"}

    def test_files_are_replaced_without_hard_links_too(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "link", lambda *_, **__: refused())
        assert tree.replace()
        assert tree.content() == NEW

    def test_the_other_name_of_a_file_keeps_the_old_text(self, tree: Tree, tmp_path: Path) -> None:
        os.link(tree.folder / "a.py", tmp_path / "elsewhere.py")
        tree.replace()
        assert tree.content() == NEW
        assert (tmp_path / "elsewhere.py").read_bytes() == OLD["a.py"]

    def test_a_name_of_255_bytes_leaves_room_for_what_stands_beside_it(self, tree: Tree) -> None:
        path = tree.folder / ("ß" * 126 + ".py")
        path.write_bytes(b"old\n")
        assert replace_all([Replacement(path, b"old\n", b"new\n")], tree.state)
        assert path.read_bytes() == b"new\n"

    def test_where_no_journal_can_be_kept_it_is_said(self, tree: Tree) -> None:
        tree.state.write_text("a file is in its place")
        assert not tree.replace()
        assert tree.content() == NEW


@pytest.mark.parametrize("fault", [full, refused, interrupted])
@pytest.mark.parametrize("persists", [False, True], ids=["once", "from then on"])
def test_a_fault_at_any_step_leaves_all_files_old_or_all_new(
    tree: Tree, fault: Callable[[], None], persists: bool
) -> None:
    changed = 0
    steps = steps_of(tree)
    for at in range(1, steps + 1):
        tree.restore()
        half_done = False
        with interfered(at, fault, persists=persists):
            try:
                tree.replace()
            except HalfDone:
                half_done = True
            except (OSError, KeyboardInterrupt):
                pass
        found = {name: tree.content()[name] for name in OLD}
        assert half_done or persists or found in (OLD, NEW), at
        take_back(tree.state)
        assert {name: tree.content()[name] for name in OLD} in (OLD, NEW), at
        if not persists:
            assert tree.content() in (OLD, NEW), f"step {at} left something behind"
        changed += found == NEW
    assert changed < steps, "no fault was met"


def test_a_kill_before_any_step_is_taken_back_by_the_next_run(tree: Tree) -> None:
    half = 0
    for at in range(1, steps_of(tree) + 1):
        tree.restore()
        child = os.fork()
        if child == 0:
            with interfered(at, lambda: os._exit(9)):
                tree.replace()
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        found = {name: tree.content()[name] for name in OLD}
        half += found not in (OLD, NEW)
        told = take_back(tree.state)
        assert tree.content() in (OLD, NEW), at
        assert bool(told) == (found not in (OLD, NEW)), "what is taken back is said, and nothing else"
        assert tree.notes() in ([], ["lock"])
    assert half, "the kills missed the moment that this is about"


def test_a_kill_while_taking_back_is_taken_back_too(tree: Tree) -> None:
    def half_applied() -> None:
        tree.restore()
        if (child := os.fork()) == 0:
            killed_before("c.py", tree)
        os.waitpid(child, 0)
        assert tree.content()["a.py"] == NEW["a.py"]

    for at in range(1, 12):
        half_applied()
        if (child := os.fork()) == 0:
            with interfered(at, lambda: os._exit(9)):
                take_back(tree.state)
            os._exit(0)
        os.waitpid(child, 0)
        take_back(tree.state)
        assert tree.content() == OLD, at


class TestTakingBack:
    @pytest.fixture(autouse=True)
    def killed(self, tree: Tree) -> None:
        """A run that was killed when a.py and b.py were in place."""
        if (child := os.fork()) == 0:
            killed_before("c.py", tree)
        os.waitpid(child, 0)

    def test_what_was_saved_since_stays(self, tree: Tree) -> None:
        (tree.folder / "a.py").write_bytes(b"newer\n")
        (told,) = take_back(tree.state)
        assert tree.content() == {**OLD, "a.py": b"newer\n"}
        assert told.restored == (str(tree.folder / "b.py"),)
        assert told.left == (str(tree.folder / "a.py"),)

    def test_files_that_somebody_restored_already_are_left_alone(self, tree: Tree) -> None:
        for name, content in OLD.items():
            (tree.folder / name).write_bytes(content)
        assert take_back(tree.state) == []
        assert tree.content() == OLD

    def test_the_next_run_that_writes_takes_back_first(self, tree: Tree) -> None:
        with pytest.raises(ChangedMeanwhile):
            replace_all([Replacement(tree.folder / "a.py", NEW["a.py"], b"newest\n")], tree.state)
        assert tree.content() == OLD

    def test_nothing_is_taken_back_under_a_run_that_is_still_at_it(self, tree: Tree) -> None:
        import fcntl

        with open(tree.state / "journal" / "lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            assert take_back(tree.state) == []
        assert len(take_back(tree.state)) == 1

    @pytest.mark.parametrize("note", [b"", b"[1]", b"{", b'[{"target": "/etc/passwd"}]', b"[" * 100_000])
    def test_a_note_that_is_none_is_passed_over(self, tree: Tree, note: bytes) -> None:
        (tree.state / "journal" / "zz.json").write_bytes(note)
        take_back(tree.state)
        assert tree.content() == OLD

    def test_a_save_that_was_swapped_out_when_the_kill_came_is_put_back(self, tree: Tree, way: str) -> None:
        """Every file is replaced, and the run ends before it looks at what it replaced."""
        tree.restore()
        if (child := os.fork()) == 0:
            with pytest.MonkeyPatch.context() as patch:
                how = "as a new file" if way == "exchange" else "into the file"
                hooked(
                    patch,
                    before=lambda name: tree.save("c.py", how) if name == "c.py" else None,
                    after=lambda name: os._exit(9) if name == "c.py" else None,
                )
                tree.replace()
        os.waitpid(child, 0)
        assert {name: tree.content()[name] for name in NEW} == NEW
        take_back(tree.state)
        assert tree.content() == {**OLD, "c.py": b"newer\n"}
