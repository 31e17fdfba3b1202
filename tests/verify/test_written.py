"""The files that a program writes are compared like what it prints."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xentlint.verify.child.written import written_lines
from xentlint.verify.printed import compare

np = pytest.importorskip("numpy")
START = 10**18


def write(path: Path, text: str, ns: int = START + 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(ns, ns))


def test_a_submission_is_compared(tmp_path: Path) -> None:
    write(tmp_path / "out" / "submission.csv", "id,label\n1,spam\n2,ham\n")
    before = written_lines(str(tmp_path), START)
    write(tmp_path / "out" / "submission.csv", "id,label\n1,ham\n2,ham\n")
    after = written_lines(str(tmp_path), START)
    assert compare(before, after, 1e-3).different == (
        ("out/submission.csv: id 1, label spam", "out/submission.csv: id 1, label ham"),
    )


def test_arrays_are_read(tmp_path: Path) -> None:
    np.save(tmp_path / "scores.npy", np.array([[0.25, 0.75]]))
    np.savez(tmp_path / "more.npz", labels=np.array([1]), names=np.array(["a"]))
    assert written_lines(str(tmp_path), 0) == [
        "more.npz: labels 1.0",
        "scores.npy: 0.25",
        "scores.npy: 0.75",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log.csv", "epoch,accuracy,loss\n0,0.9,{}\n"),
        ("report.json", '{{"accuracy": 0.9, "loss": {}}}'),
        ("notes.txt", "loss: {}\n"),
        ("losses.txt", "{}\n"),
    ],
)
def test_a_loss_may_be_another(name: str, text: str, tmp_path: Path) -> None:
    write(tmp_path / name, text.format(2.3))
    before = written_lines(str(tmp_path), START)
    write(tmp_path / name, text.format(157.25))
    assert compare(before, written_lines(str(tmp_path), START), 1e-3).different == ()


def test_what_was_there_and_what_is_no_text_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "data.csv", "1,2\n", ns=START - 1)
    (tmp_path / "model.weights.h5").write_bytes(b"\x89HDF")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "link.txt").symlink_to(tmp_path / "data.csv")
    assert written_lines(str(tmp_path), START) == []
