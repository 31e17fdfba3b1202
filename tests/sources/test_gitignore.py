from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xentlint.config.settings import Settings
from xentlint.run.discovery import discover
from xentlint.sources.gitignore import Patterns, is_ignored

ROOT = "/project"


def verdict(path: str, *lines: str, folder: bool = False) -> bool | None:
    return Patterns(ROOT, lines).verdict(f"{ROOT}/{path}", folder)


def test_the_last_pattern_that_matches_decides() -> None:
    lines = ("*.py", "!keep.py", "/keep.py")
    assert verdict("a.py", *lines) is True
    assert verdict("deep/keep.py", *lines) is False
    assert verdict("keep.py", *lines) is True
    assert verdict("a.txt", *lines) is None


def test_a_slash_at_the_end_means_folders() -> None:
    assert verdict("gen", "gen/", folder=True) is True
    assert verdict("gen", "gen/") is None


def test_a_file_is_covered_by_the_folders_above_it() -> None:
    assert verdict("tests/deep/a.py", "tests/") is True
    assert verdict("src/tests.py", "tests/") is None


def test_what_is_in_a_folder_is_not_the_folder() -> None:
    assert verdict("data", "data/**", folder=True) is None
    assert verdict("data/a.py", "data/**") is True


@pytest.mark.parametrize("line", ["!", "\\", "a\\", "[z-a].py", "", "# a.py"])
def test_a_line_that_is_no_pattern_is_passed_over(line: str) -> None:
    assert verdict("a.py", line) is None
    assert verdict("a.py", line, "a.py") is True


def test_the_nearest_level_that_says_something_has_the_last_word() -> None:
    levels = [Patterns(ROOT, ["*_gen.py"]), Patterns(f"{ROOT}/sub", ["!a_gen.py"])]
    assert not is_ignored(f"{ROOT}/sub/a_gen.py", False, levels)
    assert is_ignored(f"{ROOT}/sub/b_gen.py", False, levels)
    assert not is_ignored(f"{ROOT}/sub/b.py", False, levels)


FOLDERS = st.sampled_from(["", "gen/", "data/", "gen/data/", "data/gen/sub/"])
FILES = st.tuples(FOLDERS, st.sampled_from(["a.py", "b.py", "x y.py"])).map("".join)
# Not `!folder/` and `folder/**`: there pathspec speaks of files where git speaks of folders only.
LINES = st.sampled_from(
    [
        *("*.py", "a.py", "/a.py", "gen/", "gen", "/gen", "data/*", "**/data", "gen/**/a.py"),
        *("[ab].py", "[!a].py", "*", "*/", "a.*", "?.py  ", "x\\ y.py", "gen/data", "/data/gen/", "# c", "["),
        *("!a.py", "!data/a.py", "!*.py", "!"),
    ]
)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@settings(max_examples=40)
@given(
    st.sets(FILES, min_size=1, max_size=8),
    st.dictionaries(FOLDERS, st.lists(LINES, min_size=1, max_size=4), min_size=1, max_size=3),
)
def test_the_files_are_those_that_git_would_add(files: set[str], ignores: dict[str, list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run(["git", "init", "-q", folder], check=True)
        for name in files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        for name, lines in ignores.items():
            (root / name).mkdir(parents=True, exist_ok=True)
            (root / name / ".gitignore").write_text("\n".join(lines))
        listing = subprocess.run(
            ["git", "-C", folder, "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore"],
            capture_output=True,
            text=True,
            check=True,
        )
        expected = sorted(name for name in listing.stdout.split("\0") if name.endswith(".py"))
        found = discover([root], Settings())
        assert sorted(each.path.relative_to(root).as_posix() for each in found) == expected
