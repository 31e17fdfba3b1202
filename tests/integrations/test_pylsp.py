"""An editor that runs python-lsp-server with its flake8 plugin switched on."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest

pytest.importorskip("pylsp")
from pylsp import uris
from pylsp.config.config import Config
from pylsp.plugins import flake8_lint
from pylsp.workspace import Document, Workspace

from .programs import PROGRAM, ROOT, command


def test_an_editor_shows_what_the_command_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = tmp_path / "train.py"
    path.write_text(PROGRAM, encoding="utf-8")
    (expected,) = command(tmp_path, "train.py")
    workspace = Workspace(uris.from_fs_path(str(tmp_path)), Mock())
    workspace._config = Config(workspace.root_uri, {}, 0, {})
    workspace._config.update({"plugins": {"flake8": {"enabled": True, "select": ["XEN"]}}})
    # The editor's text counts, not the file's: there, everything is one line further down.
    document = Document(uris.from_fs_path(str(path)), workspace, "# new\n" + PROGRAM)
    (shown,) = flake8_lint.pylsp_lint(workspace, document)
    assert shown["code"] == "XEN101"
    assert shown["message"].startswith(f"XEN101 {expected['message']}; softmax applied here: train.py:4:30")
    start = shown["range"]["start"]
    assert (start["line"], start["character"]) == (
        expected["location"]["row"],
        expected["location"]["column"] - 1,
    )
