"""The measured tables of ``tests/apis/data``, read back into rows.

``data/condense.py`` made them from the probes' output; it tells what the letters and words mean.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from xentlint.apis.runtimes import Era, era_of_tensorflow

from .data.condense import ABSENT

DATA = Path(__file__).parent / "data"


class PathRow(NamedTuple):
    """One measured cell of ``paths.tsv``."""

    runtime: str
    pattern: str
    loss: str
    from_logits: bool
    mode: str
    letter: str


class MetricCell(NamedTuple):
    """One measured cell of ``metrics.tsv``: the word, and what the repair did (``None``: not tried)."""

    runtime: str
    metric: str
    word: str
    repaired: bool | None


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def path_rows() -> list[PathRow]:
    """Every measured cell of ``paths.tsv``; a flag that was left to its default reads False."""
    case = ("pattern", "loss", "from_logits", "mode")
    return [
        PathRow(runtime, row["pattern"], row["loss"], row["from_logits"] == "True", row["mode"], letter)
        for row in _table("paths.tsv")
        for runtime, letter in row.items()
        if runtime not in case and letter != ABSENT
    ]


def backend_rows() -> list[PathRow]:
    """Every row of ``backends.tsv``."""
    return [
        PathRow(
            row["runtime"],
            row["pattern"],
            row["loss"],
            row["from_logits"] == "True",
            row["mode"],
            row["path"],
        )
        for row in _table("backends.tsv")
    ]


def metric_cells() -> list[MetricCell]:
    """Every measured cell of ``metrics.tsv``; a metric that a release lacks has none."""
    cells = []
    for row in _table("metrics.tsv"):
        metric = row.pop("metric")
        for runtime, words in row.items():
            if words != ABSENT:
                word, _, repair = words.partition("+")
                cells.append(MetricCell(runtime, metric, word, {"": None}.get(repair, repair == "repaired")))
    return cells


def era_of(runtime: str) -> Era:
    """The generation of a runtime that is named as in the tables."""
    tensorflow, _, keras = runtime.partition(" / ")
    major, minor = (int(part) for part in tensorflow.rpartition(" ")[2].split(".")[:2])
    return era_of_tensorflow((major, minor), legacy_keras=keras.startswith("tf_keras"))
