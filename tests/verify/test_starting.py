"""Which folder is copied, what is left out of it, and how a program in it is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from xentlint.verify import copying
from xentlint.verify.copying import CannotCopy, copy_project, find_root
from xentlint.verify.starting import CannotStart, environment_set_by, imported_files, read_source, start_of


def write(folder: Path, **files: str) -> Path:
    """Write files; ``__`` in a name is a folder's end."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


class TestRoot:
    def test_a_script_by_itself(self, tmp_path: Path) -> None:
        script = write(tmp_path, mine__train="") / "mine" / "train.py"
        assert find_root(script, "", None, Path("/")) == tmp_path / "mine"

    def test_the_folder_that_was_named(self, tmp_path: Path) -> None:
        script = write(tmp_path, mine__code__train="") / "mine" / "code" / "train.py"
        assert find_root(script, "", tmp_path / "mine", Path("/")) == tmp_path / "mine"

    def test_the_project(self, tmp_path: Path) -> None:
        script = write(tmp_path, mine__code__train="") / "mine" / "code" / "train.py"
        (tmp_path / "mine" / "requirements.txt").write_text("tensorflow\n", encoding="utf-8")
        assert find_root(script, "", None, Path("/")) == tmp_path / "mine"

    def test_the_working_folder_if_the_script_is_in_it(self, tmp_path: Path) -> None:
        script = write(tmp_path, mine__code__train="") / "mine" / "code" / "train.py"
        assert find_root(script, "", None, tmp_path / "mine") == tmp_path / "mine"
        assert find_root(script, "", None, tmp_path / "elsewhere") == tmp_path / "mine" / "code"

    def test_a_package_is_copied_whole(self, tmp_path: Path) -> None:
        write(tmp_path, mine__pkg____init__="", mine__pkg__deep__train="")
        (tmp_path / "mine" / "pkg" / "__init__.py").write_text("", encoding="utf-8")
        (tmp_path / "mine" / "pkg" / "deep" / "__init__.py").write_text("", encoding="utf-8")
        script = tmp_path / "mine" / "pkg" / "deep" / "train.py"
        assert find_root(script, "", None, Path("/")) == tmp_path / "mine"

    @pytest.mark.parametrize(
        ("source", "root"),
        [("open('../data/x.csv')", "mine"), ("open('../../x.csv')", ""), ("print('a ../ b')", "mine/src")],
    )
    def test_files_beside_the_scripts_folder(self, source: str, root: str, tmp_path: Path) -> None:
        script = write(tmp_path, mine__src__train=source) / "mine" / "src" / "train.py"
        assert find_root(script, source, None, Path("/")) == tmp_path / root


class TestCopy:
    def test_data_but_no_history(self, tmp_path: Path) -> None:
        write(tmp_path, mine__train="pass")
        (tmp_path / "mine" / "points.csv").write_text("1,2\n", encoding="utf-8")
        (tmp_path / "mine" / ".git").mkdir()
        copied = copy_project(tmp_path / "mine", tmp_path / "copy")
        assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == ["points.csv", "train.py"]
        assert (copied.files, copied.linked) == (2, [])
        assert str(copied.root) in str(copied)

    def test_links_and_big_folders_are_linked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(copying, "LARGE_BYTES", 100)
        write(tmp_path, mine__train="pass", elsewhere__x="")
        for name, size in (("images/a.bin", 101), ("weights.h5", 101), ("small/b.bin", 3)):
            path = tmp_path / "mine" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x" * size)
        (tmp_path / "mine" / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        copied = copy_project(tmp_path / "mine", tmp_path / "copy")
        assert copied.linked == ["images", "link", "weights.h5"]
        assert (tmp_path / "copy" / "images").is_symlink()
        assert (tmp_path / "copy" / "images" / "a.bin").stat().st_size == 101
        assert not (tmp_path / "copy" / "small").is_symlink()
        assert "linked, not copied: images, link, weights.h5" in str(copied)

    def test_a_big_folder_with_programs_in_it_is_copied(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """They may have to be repaired."""
        monkeypatch.setattr(copying, "LARGE_COUNT", 3)
        write(tmp_path, mine__train="", mine__lib__a="", mine__lib__b="", mine__lib__c="", mine__lib__d="")
        assert copy_project(tmp_path / "mine", tmp_path / "copy").linked == []

    def test_a_linked_program_is_copied_for_it_may_be_repaired(self, tmp_path: Path) -> None:
        write(tmp_path, elsewhere__train="pass")
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "train.py").symlink_to(tmp_path / "elsewhere" / "train.py")
        copy_project(tmp_path / "mine", tmp_path / "copy")
        assert not (tmp_path / "copy" / "train.py").is_symlink()
        assert (tmp_path / "copy" / "train.py").read_text(encoding="utf-8") == "pass"

    def test_an_environment_is_told_by_what_is_in_it(self, tmp_path: Path) -> None:
        """``env`` is also what a package of reinforcement learning is called."""
        write(tmp_path, mine__env__game="", mine__tools__site="")
        (tmp_path / "mine" / "tools" / "pyvenv.cfg").write_text("", encoding="utf-8")
        copy_project(tmp_path / "mine", tmp_path / "copy")
        assert (tmp_path / "copy" / "env" / "game.py").is_file()
        assert not (tmp_path / "copy" / "tools").exists()

    def test_what_is_too_much_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A script in somebody's home: nobody wants all of that copied."""
        monkeypatch.setattr(copying, "MOST_FILES", 2)
        write(tmp_path, mine__a="", mine__b="", mine__c="")
        with pytest.raises(CannotCopy, match="too much to copy"):
            copy_project(tmp_path / "mine", tmp_path / "copy")

    def test_a_link_to_nothing_is_left_out(self, tmp_path: Path) -> None:
        write(tmp_path, mine__train="")
        (tmp_path / "mine" / "broken").symlink_to(tmp_path / "nowhere")
        copy_project(tmp_path / "mine", tmp_path / "copy")
        assert not (tmp_path / "copy" / "broken").is_symlink()


class TestStart:
    def test_a_script(self, tmp_path: Path) -> None:
        start = start_of(write(tmp_path, train="import helper"), "train.py", ".")
        assert (start.module, start.cells) == ("", ())

    def test_a_module_with_relative_imports(self, tmp_path: Path) -> None:
        root = write(tmp_path, pkg__sub__train="from ..model import build", pkg__model="")
        for folder in ("pkg", "pkg/sub"):
            (root / folder / "__init__.py").write_text("", encoding="utf-8")
        start = start_of(root, "pkg/sub/train.py", ".")
        assert (start.module, start.module_root) == ("pkg.sub.train", ".")

    def test_the_backend_it_chooses_is_known_before_it_runs(self) -> None:
        source = 'import os\nos.environ["KERAS_BACKEND"] = "jax"\nos.environ["HOME"] = "elsewhere"\n'
        assert environment_set_by(source) == {"KERAS_BACKEND": "jax"}
        assert environment_set_by("os.environ.setdefault('KERAS_BACKEND', 'torch')") == {
            "KERAS_BACKEND": "torch"
        }
        assert environment_set_by("import os\nos.environ['KERAS_BACKEND'] = choose()\n") == {}

    def test_what_cannot_be_read_says_why(self, tmp_path: Path) -> None:
        write(tmp_path, broken="model = (")
        (tmp_path / "list.ipynb").write_text("[]", encoding="utf-8")
        for name, why in (
            ("broken.py", "is not Python"),
            ("list.ipynb", "not a notebook"),
            ("no.py", "no such file"),
        ):
            with pytest.raises(CannotStart, match=why):
                read_source(tmp_path / name)


def test_what_a_program_imports_is_found_with_what_that_imports(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        train="import numpy\nfrom pkg.trainer import train",
        pkg__trainer="from . import network\nfrom .layers.head import Head",
        pkg__network="",
        pkg__layers__head="",
        pkg__unused="",
    )
    (root / "pkg" / "__init__.py").write_text("", encoding="utf-8")
    found = {str(path.relative_to(root)) for path in imported_files(root, "train.py")}
    assert found == {
        "train.py",
        "pkg/__init__.py",
        "pkg/trainer.py",
        "pkg/network.py",
        "pkg/layers/head.py",
    }
