from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from xentlint.sources.atomic import write_atomically


class TestWriteAtomically:
    def test_the_content_is_replaced_and_nothing_else_is_left(self, tmp_path: Path) -> None:
        path = tmp_path / "a.py"
        path.write_bytes(b"old")
        write_atomically(path, b"new")
        assert path.read_bytes() == b"new"
        assert os.listdir(tmp_path) == ["a.py"]

    def test_the_mode_stays(self, tmp_path: Path) -> None:
        path = tmp_path / "a.py"
        path.write_bytes(b"old")
        path.chmod(0o751)
        write_atomically(path, b"new")
        assert stat.S_IMODE(path.stat().st_mode) == 0o751

    def test_a_new_file_is_made(self, tmp_path: Path) -> None:
        write_atomically(tmp_path / "a.py", b"new")
        assert (tmp_path / "a.py").read_bytes() == b"new"

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "there").mkdir()
        target = tmp_path / "there" / "a.py"
        target.write_bytes(b"old")
        link = tmp_path / "b.py"
        link.symlink_to(target)
        write_atomically(link, b"new")
        assert link.is_symlink()
        assert target.read_bytes() == b"new"
        assert os.listdir(tmp_path / "there") == ["a.py"]

    def test_a_read_only_file_is_not_written_whoever_runs(self, tmp_path: Path) -> None:
        path = tmp_path / "a.py"
        path.write_bytes(b"old")
        path.chmod(0o444)
        with pytest.raises(PermissionError, match="read-only"):
            write_atomically(path, b"new")
        assert path.read_bytes() == b"old"

    def test_a_folder_that_takes_no_file_is_the_reason_given(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "a.py"
        path.write_bytes(b"old")

        def refuse(*arguments: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(PermissionError, match="folder cannot be written"):
            write_atomically(path, b"new")
        monkeypatch.undo()
        assert path.read_bytes() == b"old"

    @pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
    def test_a_failure_leaves_the_old_content_and_no_other_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        path = tmp_path / "a.py"
        path.write_bytes(b"old")

        def fail(*arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, step, fail)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(path, b"new")
        monkeypatch.undo()
        assert path.read_bytes() == b"old"
        assert os.listdir(tmp_path) == ["a.py"]
