from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from xentlint.sources.project import ModuleFinder
from xentlint.sources.reading import read_document

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Make empty files below a project's root (marked by pyproject.toml), and return the root."""

    def make(*names: str) -> Path:
        root = tmp_path / "project"
        for name in ("pyproject.toml", *names):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        return root

    return make


def find(root: Path, dotted: str, importer: str, level: int = 0) -> str | None:
    found = ModuleFinder([root]).find(dotted, root / importer, level)
    return None if found is None else found.relative_to(root).as_posix()


@pytest.mark.parametrize(
    ("dotted", "found"),
    [
        ("model", "model.py"),
        ("nets", "nets/__init__.py"),
        ("nets.vgg", "nets/vgg.py"),
        ("nets.heads", "nets/heads/__init__.py"),
        ("nets.vgg.Head", None),
        ("nothing", None),
        ("numpy", None),
        ("json", None),
        ("", None),
        ("nets.", None),
    ],
)
def test_modules_and_packages_next_to_the_script(tree: Tree, dotted: str, found: str | None) -> None:
    root = tree("train.py", "model.py", "nets/__init__.py", "nets/vgg.py", "nets/heads/__init__.py")
    assert find(root, dotted, "train.py") == found


def test_the_importers_folder_comes_first(tree: Tree) -> None:
    root = tree("utils.py", "scripts/train.py", "scripts/utils.py")
    assert find(root, "utils", "scripts/train.py") == "scripts/utils.py"


def test_the_folders_above_are_searched_up_to_the_root(tree: Tree) -> None:
    root = tree("pkg/__init__.py", "pkg/a/b/deep.py", "pkg/losses.py")
    (root.parent / "outside.py").touch()
    assert find(root, "pkg.losses", "pkg/a/b/deep.py") == "pkg/losses.py"
    assert ModuleFinder([root]).find("outside", root / "pkg/a/b/deep.py") is None


@pytest.mark.parametrize("marker", [".git", "setup.py", "setup.cfg"])
def test_other_marks_of_a_root(tmp_path: Path, marker: str) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    (inner / marker).touch()
    (tmp_path / "outer" / "model.py").touch()
    assert ModuleFinder([inner]).find("model", inner / "train.py") is None


def test_without_a_mark_the_checked_root_is_the_root(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("above.py", "a/model.py"):
        (tmp_path / name).touch()
    finder = ModuleFinder([tmp_path / "a"])
    importer = tmp_path / "a" / "b" / "train.py"
    assert finder.find("model", importer) == tmp_path / "a" / "model.py"
    assert finder.find("above", importer) is None


def test_a_src_folder_is_searched(tree: Tree) -> None:
    root = tree("src/pkg/__init__.py", "src/pkg/model.py", "tests/test_model.py")
    assert find(root, "pkg.model", "tests/test_model.py") == "src/pkg/model.py"
    assert find(root, "pkg.model", "src/pkg/__init__.py") == "src/pkg/model.py"


def test_a_checked_file_makes_its_folder_a_root(tree: Tree, tmp_path: Path) -> None:
    root = tree("train.py", "model.py")
    other = tmp_path / "elsewhere.py"
    assert ModuleFinder([root / "train.py"]).find("model", other) == root / "model.py"


def test_a_namespace_package_has_no_file_but_its_modules_have(tree: Tree) -> None:
    root = tree("train.py", "nets/vgg.py")
    assert find(root, "nets", "train.py") is None
    assert find(root, "nets.vgg", "train.py") == "nets/vgg.py"


def test_a_package_comes_before_a_module_of_the_same_name(tree: Tree) -> None:
    root = tree("train.py", "model.py", "model/__init__.py")
    assert find(root, "model", "train.py") == "model/__init__.py"


@pytest.mark.parametrize(
    ("dotted", "importer", "level", "found"),
    [
        ("b", "pkg/a.py", 1, "pkg/b.py"),
        ("", "pkg/a.py", 1, "pkg/__init__.py"),
        ("b", "pkg/__init__.py", 1, "pkg/b.py"),
        ("b", "pkg/sub/c.py", 2, "pkg/b.py"),
        ("sub.c", "pkg/a.py", 1, "pkg/sub/c.py"),
        ("", "pkg/sub/c.py", 1, None),
        ("keras", "pkg/a.py", 1, "pkg/keras.py"),
        ("nothing", "pkg/a.py", 1, None),
        ("a", "pkg/a.py", 40, None),
    ],
)
def test_relative_imports(tree: Tree, dotted: str, importer: str, level: int, found: str | None) -> None:
    root = tree("pkg/__init__.py", "pkg/a.py", "pkg/b.py", "pkg/keras.py", "pkg/sub/c.py")
    assert find(root, dotted, importer, level) == found


@pytest.mark.parametrize("framework", ["keras", "tensorflow", "tf_keras"])
def test_a_framework_in_the_tree_does_not_hide_the_framework(tree: Tree, framework: str) -> None:
    root = tree("train.py", f"{framework}/__init__.py", f"{framework}/layers.py")
    assert find(root, framework, "train.py") is None
    assert find(root, f"{framework}.layers", "train.py") is None


def test_the_standard_library_is_hidden_by_a_scripts_neighbour_only(tree: Tree) -> None:
    root = tree(
        "logging.py", "sys.py", "script.py", "sub/run.py", "pkg/__init__.py", "pkg/a.py", "pkg/types.py"
    )
    assert find(root, "logging", "script.py") == "logging.py"
    assert find(root, "logging", "sub/run.py") is None
    assert find(root, "types", "pkg/a.py") is None
    assert find(root, "sys", "script.py") is None


def test_a_document_counts_as_a_file(tree: Tree) -> None:
    root = tree("train.py")
    unsaved = root / "new" / "model.py"
    finder = ModuleFinder([root], {unsaved: read_document(unsaved, b"")})
    assert finder.find("new.model", root / "train.py") == unsaved


def test_a_question_asked_twice_costs_nothing(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree("train.py", "eval.py", "model.py")
    finder = ModuleFinder([root])
    assert finder.find("model", root / "train.py") is not None
    assert finder.find("numpy", root / "train.py") is None

    def refuse(path: str) -> bool:
        raise AssertionError(path)

    monkeypatch.setattr(os.path, "isfile", refuse)
    monkeypatch.setattr(os.path, "isdir", refuse)
    assert finder.find("model", root / "eval.py") == root / "model.py"
    assert finder.find("numpy", root / "eval.py") is None
