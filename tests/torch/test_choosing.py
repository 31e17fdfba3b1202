"""PyTorch is looked at where the configuration of a file asks for it, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xentlint.cli import main
from xentlint.config.settings import ConfigError, load_settings
from xentlint.sources.gate import can_matter

DOUBLE = """\
import torch
import torch.nn as nn
from data import images, labels

model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
nn.CrossEntropyLoss()(model(images), labels).backward()
"""
NESTED = """\
import torch.nn.functional as F
from data import labels, logits

F.cross_entropy(F.softmax(logits, dim=1), labels).backward()
"""
ASKED = 'frameworks = ["keras", "torch"]\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "train.py").write_text(DOUBLE)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *words: str) -> list[tuple[str, str]]:
    main([*(words or (".",)), "--output-format", "json"])
    listed = json.loads(capsys.readouterr().out)
    return sorted((Path(each["filename"]).name, each["code"]) for each in listed)


def test_it_is_off_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys) == []


def test_it_is_on_where_it_is_asked_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "xentlint.toml").write_text(ASKED)
    assert found(capsys) == [("train.py", "XEN201")]


def test_what_was_kept_of_a_run_without_it_is_not_told_again(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "train.py").write_text(f"import keras\n{DOUBLE}")
    assert found(capsys) == []
    (project / "xentlint.toml").write_text(ASKED)
    assert found(capsys) == [("train.py", "XEN201")]


def test_each_file_is_asked_by_its_own_configuration(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "xentlint.toml").write_text('frameworks = ["keras"]\n')
    (project / "new").mkdir()
    (project / "new" / "xentlint.toml").write_text(ASKED)
    (project / "new" / "fresh.py").write_text(DOUBLE)
    assert found(capsys) == [("fresh.py", "XEN201")]


def test_an_unknown_framework_is_an_error(project: Path) -> None:
    (project / "xentlint.toml").write_text('frameworks = ["keras", "troch"]\n')
    with pytest.raises(ConfigError, match=r"unknown framework 'troch' \(did you mean 'torch'\?\)"):
        load_settings(project)


def test_the_configuration_shows_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "xentlint.toml").write_text(ASKED)
    assert main(["config", "."]) == 0
    assert "frameworks " in (shown := capsys.readouterr().out)
    assert '["keras", "torch"]  # xentlint.toml:1' in shown


def test_the_gate_lets_it_through_where_it_is_asked_for() -> None:
    assert not can_matter(DOUBLE.encode())
    assert can_matter(DOUBLE.encode(), ("keras", "torch"))


def test_an_activation_that_only_the_loss_is_given_goes(project: Path) -> None:
    (project / "xentlint.toml").write_text(ASKED)
    (project / "train.py").write_text(NESTED)
    main(["train.py", "--fix"])
    assert (project / "train.py").read_text() == NESTED.replace("F.softmax(logits, dim=1)", "logits")


def test_a_model_is_not_edited(project: Path) -> None:
    (project / "xentlint.toml").write_text(ASKED)
    main(["train.py", "--fix", "--unsafe-fixes"])
    assert (project / "train.py").read_text() == DOUBLE
