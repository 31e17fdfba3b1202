from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from xentlint.config.settings import Settings
from xentlint.run.discovery import Discovered, discover

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Make files below a folder, with the content given, and return the folder."""

    def make(*empty: str, **contents: str) -> Path:
        files = {
            **dict.fromkeys(empty, ""),
            **{name.replace("__", "/"): text for name, text in contents.items()},
        }
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return make


def names(root: Path, *paths: Path, settings: Settings | None = None) -> list[str]:
    found = list(discover(paths or (root,), settings or Settings()))
    assert [each for each in found if each.error] == []
    return [each.path.relative_to(root).as_posix() for each in found]


def ignore(folder: Path, *patterns: str) -> None:
    (folder / ".gitignore").write_text("\n".join(patterns))


def test_a_folder_gives_its_python_and_its_notebooks_in_the_order_of_names(tree: Tree) -> None:
    root = tree("b.py", "a/z.py", "a/n.ipynb", "c.pyi", "README.md", "a.py", "d.pyc", "run")
    assert names(root) == ["a/n.ipynb", "a/z.py", "a.py", "b.py"]


def test_a_file_that_is_named_is_always_taken(tree: Tree) -> None:
    root = tree("stub.pyi", "run", "venv/x.py", "ignored.py")
    ignore(root, "ignored.py")
    paths = [root / name for name in ("stub.pyi", "run", "venv/x.py", "ignored.py")]
    assert names(root, *paths) == ["stub.pyi", "run", "venv/x.py", "ignored.py"]
    assert all(found.explicit for found in discover(paths, Settings()))


def test_every_file_is_taken_once(tree: Tree) -> None:
    root = tree("a.py", "b.py")
    assert names(root, root / "b.py", root, root / "." / "a.py") == ["b.py", "a.py"]


@pytest.mark.parametrize(
    "name", [".git", ".venv", "venv", "__pycache__", "node_modules", "build", "dist", ".tox"]
)
def test_folders_that_tools_make_are_left_out(tree: Tree, name: str) -> None:
    root = tree("a.py", f"{name}/x.py", f"deep/{name}/x.py")
    assert names(root) == ["a.py"]


def test_a_virtual_environment_is_left_out_whatever_its_name(tree: Tree) -> None:
    assert names(tree("a.py", "tf21/pyvenv.cfg", "tf21/lib/x.py")) == ["a.py"]


def test_notebook_checkpoints_are_code_like_any_other(tree: Tree) -> None:
    root = tree("a.py", ".ipynb_checkpoints/a-checkpoint.ipynb")
    assert names(root) == [".ipynb_checkpoints/a-checkpoint.ipynb", "a.py"]


def test_a_folder_that_is_named_is_entered_although_it_is_excluded(tree: Tree) -> None:
    root = tree("build/x.py", "ignored/y.py", "ignored/z/w.py")
    ignore(root, "ignored/")
    (root / ".git").mkdir()
    assert names(root, root / "build", root / "ignored") == ["build/x.py", "ignored/y.py", "ignored/z/w.py"]


class TestExclude:
    def test_exclude_takes_the_place_of_the_defaults(self, tree: Tree) -> None:
        root = tree("a.py", "build/x.py", "old/y.py")
        assert names(root, settings=Settings(exclude=("old",))) == ["a.py", "build/x.py"]

    def test_extend_exclude_adds_to_them(self, tree: Tree) -> None:
        root = tree("a.py", "build/x.py", "old/y.py")
        assert names(root, settings=Settings(extend_exclude=("old",))) == ["a.py"]

    def test_patterns_are_relative_to_the_root_of_the_settings(self, tree: Tree) -> None:
        root = tree("sub/a_test.py", "sub/gen/x.py", "sub/b.py", "gen/y.py", "sub/deep/c_test.py")
        settings = Settings(extend_exclude=("sub/gen", "*_test.py"), root=root)
        assert names(root, settings=settings) == ["gen/y.py", "sub/b.py"]
        assert names(root, root / "sub", settings=settings) == ["sub/b.py"]


class TestGitignore:
    def test_files_and_folders(self, tree: Tree) -> None:
        root = tree("a.py", "b_gen.py", "data/x.py", "sub/data/y.py", "sub/b_gen.py")
        ignore(root, "# generated", "*_gen.py", "", "data/")
        assert names(root) == ["a.py"]

    def test_an_anchored_pattern_means_its_own_folder(self, tree: Tree) -> None:
        root = tree("data/x.py", "sub/data/y.py")
        ignore(root, "/data")
        assert names(root) == ["sub/data/y.py"]

    def test_a_nested_file_has_the_last_word(self, tree: Tree) -> None:
        root = tree("a_gen.py", "sub/a_gen.py", "sub/b.py")
        ignore(root, "*_gen.py")
        ignore(root / "sub", "!a_gen.py", "b.py")
        assert names(root) == ["sub/a_gen.py"]

    def test_negation(self, tree: Tree) -> None:
        root = tree("gen/a.py", "gen/keep.py")
        ignore(root, "gen/*", "!gen/keep.py")
        assert names(root) == ["gen/keep.py"]

    def test_what_is_in_an_ignored_folder_cannot_be_taken_back(self, tree: Tree) -> None:
        root = tree("gen/keep.py")
        ignore(root, "gen/", "!gen/keep.py")
        assert names(root) == []

    def test_files_above_count_up_to_the_root_of_the_repository(self, tree: Tree) -> None:
        root = tree("repo/sub/a.py", "repo/sub/b.py", "repo/sub/c.py", "repo/sub/d.py")
        (root / "repo" / ".git" / "info").mkdir(parents=True)
        (root / "repo" / ".git" / "info" / "exclude").write_text("c.py\n")
        ignore(root, "a.py")
        ignore(root / "repo", "b.py")
        assert names(root, root / "repo" / "sub") == ["repo/sub/a.py", "repo/sub/d.py"]

    def test_without_a_repository_files_above_do_not_count(self, tree: Tree) -> None:
        root = tree("sub/a.py")
        ignore(root, "a.py")
        assert names(root, root / "sub") == ["sub/a.py"]

    def test_it_can_be_switched_off(self, tree: Tree) -> None:
        root = tree("a.py")
        ignore(root, "a.py")
        assert names(root, settings=Settings(respect_gitignore=False)) == ["a.py"]

    def test_a_pattern_that_means_nothing_is_passed_over(self, tree: Tree) -> None:
        root = tree("a.py", "b.py")
        ignore(root, "!", "b.py")
        assert names(root) == ["a.py"]


class TestLinks:
    def test_a_loop_ends(self, tree: Tree) -> None:
        root = tree("sub/a.py")
        (root / "sub" / "again").symlink_to(root)
        assert names(root) == ["sub/a.py"]

    def test_a_linked_file_and_its_target_are_one(self, tree: Tree) -> None:
        root = tree("b.py")
        (root / "a.py").symlink_to(root / "b.py")
        assert len(names(root)) == 1

    def test_a_link_to_nothing_is_passed_over_in_a_folder_and_reported_when_named(self, tree: Tree) -> None:
        root = tree("a.py")
        (root / "b.py").symlink_to(root / "nothing.py")
        assert names(root) == ["a.py"]
        (found,) = discover([root / "b.py"], Settings())
        assert found.error is not None


def test_a_missing_path_is_an_error_and_the_run_goes_on(tree: Tree) -> None:
    root = tree("a.py")
    missing, found = discover([root / "nothing", root / "a.py"], Settings())
    assert missing == Discovered(root / "nothing", explicit=True, error="no such file or folder")
    assert found == Discovered(root / "a.py", explicit=True)


def test_a_folder_that_cannot_be_read_is_an_error_and_the_run_goes_on(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree("a/x.py", "b/y.py")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    refused, found = discover([root], Settings())
    assert refused.path == root / "a"
    assert refused.error == "the folder cannot be read: Permission denied"
    assert found.path == root / "b" / "y.py"


def test_paths_are_absolute(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree("a.py", "sub/b.py")
    monkeypatch.chdir(root / "sub")
    assert [found.path for found in discover(["b.py", "../a.py"], Settings())] == [
        root / "sub/b.py",
        root / "a.py",
    ]
