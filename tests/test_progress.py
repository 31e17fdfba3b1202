"""Who waits before a terminal for a long run is told how far it is, and nobody else."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from xentlint.cli import main
from xentlint.commands import _progress
from xentlint.commands._progress import Progress

from . import stand_in


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def left(self) -> str:
        """What is on the last line in the end."""
        return self.getvalue().rpartition("\r\x1b[K")[2]


def test_a_short_run_says_nothing() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(stream, clock) as progress:
        clock.now = 0.9
        progress(999, 1_000)
    assert stream.getvalue() == ""


def test_a_long_one_says_how_far_it_is_and_takes_that_back() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(stream, clock) as progress:
        clock.now = 1.5
        progress(312, 1_437)
        assert stream.left() == "312 of 1,437 files"
        clock.now = 1.55
        progress(313, 1_437)
        assert stream.left() == "312 of 1,437 files", "nobody could read that"
        clock.now = 1.7
        progress(320, 1_437)
        assert stream.left() == "320 of 1,437 files"
    assert stream.left() == ""
    assert "\n" not in stream.getvalue()


def test_an_interrupt_takes_it_back_too() -> None:
    stream, clock = Terminal(), Clock()

    def interrupted() -> None:
        with Progress(stream, clock) as progress:
            clock.now = 2
            progress(1, 2)
            assert stream.left()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert stream.left() == ""


class TestCommand:
    @pytest.fixture(autouse=True)
    def tree(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in.install(monkeypatch)
        monkeypatch.setattr(_progress, "_PATIENCE", 0)
        monkeypatch.chdir(tmp_path)
        for name in "ab":
            Path(f"{name}.py").write_text("import keras\nhead = softmax\n")

    def said(self, monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *words: str) -> str:
        monkeypatch.setattr(sys, "stderr", stream)
        assert main([*words, "--no-cache", "."]) == 1
        return stream.getvalue()

    def test_on_a_terminal_it_is_shown_and_gone_at_the_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stream = Terminal()
        assert "1 of 2 files" in self.said(monkeypatch, stream)
        assert stream.left() == ""

    def test_a_pipe_gets_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.said(monkeypatch, io.StringIO()) == ""

    def test_who_wants_findings_only_gets_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.said(monkeypatch, Terminal(), "--quiet") == ""
