"""What a tree can hold besides files: pipes, devices, links, depths, sizes, and patterns that take ages."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from xentlint.cli import main
from xentlint.sources.atomic import write_atomically
from xentlint.sources.gitignore import Patterns, read_level
from xentlint.sources.regular import read_regular

WRONG = """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
"""


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "train.py").write_text(WRONG)
    monkeypatch.chdir(tree)
    return tree


def lint(*words: str) -> subprocess.CompletedProcess[str]:
    """Run in a process of its own: what waits for ever is ended."""
    return subprocess.run(
        [sys.executable, "-m", "xentlint", "--output-format", "concise", *words],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class TestWhatIsNoFile:
    def test_in_a_folder_it_is_skipped_with_a_reason(self, tree: Path) -> None:
        os.symlink("itself.py", "itself.py")
        os.symlink("/dev/zero", "endless.py")
        os.mkfifo("pipe.py")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket.py")
            done = lint("--verbose", ".")
        assert done.returncode == 1
        assert "train.py:3:" in done.stdout
        assert (
            "xentlint: itself.py: skipped: cannot be reached: Too many levels of symbolic links"
            in done.stderr
        )
        for name in ("endless.py", "pipe.py", "socket.py"):
            assert f"xentlint: {name}: skipped: is not a regular file" in done.stderr

    @pytest.mark.parametrize("name", [".gitignore", "pyproject.toml", "requirements.txt", "setup.cfg"])
    def test_nobody_waits_for_it_where_a_file_is_looked_for(self, name: str) -> None:
        os.mkfifo(name)
        assert lint(".").returncode == 1
        os.unlink(name)
        os.symlink("/dev/zero", name)
        assert lint(".").returncode == 1

    def test_one_that_is_named_is_unreadable(self) -> None:
        os.mkfifo("pipe.py")
        done = lint("pipe.py", "train.py")
        assert done.returncode == 1
        assert "pipe.py:1:1: XEN901 [error] cannot be read: is not a regular file" in done.stdout
        assert "train.py:3:" in done.stdout

    def test_an_import_of_one_finds_nothing(self, tree: Path) -> None:
        os.mkfifo("head.py")
        (tree / "train.py").write_text(f"import head\n{WRONG}")
        assert lint("train.py").returncode == 1

    def test_a_file_without_end_is_not_read_to_it(self, tree: Path) -> None:
        with open("endless.py", "wb") as file:
            file.truncate(10**12)
        done = lint(".")
        assert done.returncode == 1
        assert "endless.py:1:1: XEN901 [error] cannot be read: is larger than 64 MB" in done.stdout
        with pytest.raises(OSError, match="is larger than"):
            read_regular("/proc/self/pagemap" if os.path.exists("/proc/self/pagemap") else "endless.py", 1000)


class TestFolders:
    def test_they_may_lie_in_each_other_deeper_than_calls(self, tree: Path) -> None:
        folder = os.open(tree, os.O_RDONLY)
        for _ in range(1500):
            os.mkdir("d", dir_fd=folder)
            folder, outer = os.open("d", os.O_RDONLY, dir_fd=folder), folder
            os.close(outer)
        os.close(folder)
        done = lint(".")
        subprocess.run(["rm", "-r", "d"], check=True)  # pytest's own way does not reach the bottom
        assert done.returncode == 1
        assert "train.py:3:" in done.stdout

    def test_one_that_may_not_be_entered_is_said_and_the_rest_goes_on(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        os.mkdir("locked")
        really = os.scandir

        def refusing(path: str) -> object:
            if str(path).endswith("locked"):
                raise PermissionError(13, "Permission denied")
            return really(path)

        monkeypatch.setattr(os, "scandir", refusing)
        assert main(["."]) == 2
        said = capsys.readouterr()
        assert "locked: the folder cannot be read: Permission denied" in said.err
        assert "XEN201" in said.out

    def test_links_between_them_are_no_loops(self) -> None:
        os.mkdir("a")
        os.symlink("..", "a/up")
        done = lint(".")
        assert done.stdout.count("XEN201") == 1


@pytest.mark.parametrize("words", [["{}"], ["config", "{}"], ["--config={}", "."], ["verify", "{}"]])
def test_a_name_that_no_file_can_have_is_not_there(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main([word.format("x" * 5000) for word in words]) == 2
    assert "this is a bug" not in capsys.readouterr().err


class TestPatterns:
    @pytest.mark.parametrize(
        "pattern", ["*a" * 12 + "b", "**/a/" * 12 + "b", "a*" * 60 + "b", "*" * 3000 + "b"]
    )
    def test_no_pattern_takes_ages(self, pattern: str, tree: Path) -> None:
        name = tree / "/".join(["a"] * 60) / ("a" * 250)
        start = time.process_time()
        assert not Patterns(tree, [pattern]).verdict(name.as_posix())
        assert time.process_time() - start < 1

    def test_those_that_people_write_hold(self, tree: Path) -> None:
        patterns = Patterns(
            tree, ["*.py[cod]", "**/data/**/*_old*.py", "test_*_*.py", "/a**b***.txt", "c/**"]
        )
        for name in ("a.pyc", "x/data/y/a_old_2.py", "x/test_a_b.py", "axxbxx.txt", "c/d/e.py"):
            assert patterns.verdict((tree / name).as_posix())
        assert patterns.verdict((tree / "a/b.txt").as_posix()) is None
        literal = Patterns(tree, [r"a\**"])
        assert literal.verdict((tree / "a*b").as_posix())
        assert literal.verdict((tree / "ab").as_posix()) is None

    def test_a_file_of_many_is_read_up_to_a_number(self, tree: Path) -> None:
        (tree / ".gitignore").write_text("".join(f"*.x{number}\n" for number in range(6000)))
        (level,) = read_level(tree / ".gitignore", tree)
        assert level.verdict((tree / "a.x4999").as_posix())
        assert level.verdict((tree / "a.x5000").as_posix()) is None


class TestConfiguration:
    @pytest.mark.parametrize(
        "text",
        ["x = " + "[" * 100_000, "a." * 100_000 + "b = 1", "[" + "a." * 50_000 + "b]"],
        ids=["arrays", "key", "table"],
    )
    def test_toml_that_is_nested_too_deeply_is_refused(self, tree: Path, text: str) -> None:
        (tree / "pyproject.toml").write_text(text)
        done = lint(".")
        assert "Traceback" not in done.stderr
        assert done.returncode in (1, 2)
        if done.returncode == 2:
            assert "pyproject.toml" in done.stderr

    @pytest.mark.parametrize(
        "where", ["x" * 5000, "a\\u0000b", "loop", "~nobody-of-this-name/x", "a/" * 5000]
    )
    @pytest.mark.parametrize("key", ["extend", "baseline", "cache-dir"])
    def test_a_path_that_no_file_can_have_is_refused_or_no_matter(
        self, tree: Path, capsys: pytest.CaptureFixture[str], key: str, where: str
    ) -> None:
        os.symlink("loop", "loop")
        (tree / "pyproject.toml").write_text(f'[tool.xentlint]\n{key} = "{where}"\n')
        status = main(["--output-format", "concise", "."])
        said = capsys.readouterr()
        assert (status, said.err[:17]) == (2, "xentlint: error: ") or "XEN201" in said.out
        assert "this is a bug" not in said.err

    def test_one_that_a_baseline_names_is_not_there(
        self, tree: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["--update-baseline", "--baseline", "known.json", "."]) == 0
        known = json.loads((tree / "known.json").read_text())
        known["findings"].append({**known["findings"][0], "path": "x" * 5000 + ".py"})
        (tree / "known.json").write_text(json.dumps(known))
        assert main(["--update-baseline", "--baseline", "known.json", "."]) == 0
        assert capsys.readouterr().err == ""
        assert len(json.loads((tree / "known.json").read_text())["findings"]) == 1

    @pytest.mark.parametrize("key", ["cache-dir", "baseline"])
    @pytest.mark.parametrize("where", ["../elsewhere", "~/elsewhere", "/tmp/elsewhere", "linked/elsewhere"])
    def test_nothing_is_written_outside_of_the_project(
        self, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, where: str
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        os.symlink(tmp_path, "linked")
        (tree / "pyproject.toml").write_text(f"[tool.xentlint]\n{key} = '{where}'\n")
        done = lint("--update-baseline", ".")
        assert done.returncode == 2
        assert f"pyproject.toml:2: tool.xentlint.{key}: must lie below" in done.stderr
        assert not (tmp_path / "elsewhere").exists()


class TestRepairs:
    def test_a_link_out_of_what_is_checked_is_not_followed(self, tree: Path, tmp_path: Path) -> None:
        outside = tmp_path / "outside.py"
        outside.write_text(WRONG)
        (tree / "train.py").unlink()
        os.symlink(outside, "link.py")
        for words in (["."], ["link.py"]):
            done = lint("--fix", "--unsafe-fixes", *words)
            assert done.returncode == 1
            assert f"1 repair was not applied: link.py is a link to {outside}" in done.stderr
            assert outside.read_text() == WRONG

    def test_one_inside_of_it_is(self, tree: Path) -> None:
        (tree / "there").mkdir()
        (tree / "train.py").rename("there/train.py")
        os.symlink("there/train.py", "link.py")
        assert lint("--fix", "--unsafe-fixes", "link.py").returncode == 0
        assert os.path.islink("link.py")
        assert (tree / "there" / "train.py").read_text() != WRONG

    def test_other_names_of_a_file_are_told_of_and_keep_the_old_text(
        self, tree: Path, tmp_path: Path
    ) -> None:
        os.link("train.py", tmp_path / "other.py")
        done = lint("--fix", "--unsafe-fixes", ".")
        assert done.returncode == 0
        assert "warning: train.py had other names (hard links), which keep the old text" in done.stderr
        assert (tmp_path / "other.py").read_text() == WRONG

    def test_a_name_as_long_as_allowed(self, tree: Path) -> None:
        name = "ü" * 126 + ".py"
        (tree / "train.py").rename(name)
        assert lint("--fix", "--unsafe-fixes", ".").returncode == 0
        assert (tree / name).read_text() != WRONG

    def test_extended_attributes_stay(self, tree: Path) -> None:
        try:
            os.setxattr("train.py", "user.origin", b"lecture 3")
        except (AttributeError, OSError):
            pytest.skip("this file system has none")
        write_atomically(tree / "train.py", b"new")
        assert os.getxattr("train.py", "user.origin") == b"lecture 3"

    def test_nothing_of_the_programs_is_run(self, tree: Path) -> None:
        (tree / "train.py").write_text("open('proof', 'w').close()\n" + WRONG)
        for name in (
            "conftest.py",
            "sitecustomize.py",
            "libcst.py",
            "tomllib.py",
            "setup.py",
            "tensorflow.py",
        ):
            (tree / name).write_text("open('proof', 'w').close()\nimport keras\n")
        done = lint("--fix", "--unsafe-fixes", ".")
        assert done.returncode in (0, 1)
        assert not os.path.exists("proof")
