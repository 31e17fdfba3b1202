"""The labels are well formed: every family is known, every line is there."""

from __future__ import annotations

import json
from pathlib import Path

from .score import FAMILIES, lines_of

LABELS = [
    json.loads(line) for line in Path(__file__).with_name("labels.jsonl").read_text("utf-8").splitlines()
]


def test_every_label_has_a_family_and_a_line() -> None:
    for label in LABELS:
        assert label["family"] in {*FAMILIES, "ok"}
        assert all(line.row >= 1 for line in lines_of(label))


def test_notebook_labels_name_their_cell() -> None:
    for label in LABELS:
        assert (label["cell"] is None) == (not label["path"].endswith(".ipynb"))
