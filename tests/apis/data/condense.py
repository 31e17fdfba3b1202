"""Make the condensed tables of this folder from the full measurements.

    python condense.py FOLDER

``FOLDER`` holds ``paths.jsonl``, ``backends.jsonl`` and ``metrics.jsonl``, one JSON object a row, as the
probes wrote them. Nothing is judged here: cases keep their names, every measured cell is kept, and
only the repetition of names goes (one line a case, one letter or word a runtime).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PATH_LETTERS = {
    "LOGITS": "L",
    "PROBS": "P",
    "DOUBLE": "D",
    "LOGITS-AS-PROBS": "A",
    "NAN": "N",
    "SIGMOID_OF_LOGITS": "s",
    "SOFTMAX_OF_LOGITS": "m",
    "BCE_ON_PROBS": "b",
    "CCE_ON_SIGPROBS": "c",
    "DOUBLE_CCE": "d",
    "ERROR": "E",
    "OTHER": "O",
}
ABSENT = "."


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def runtime_order(name: str) -> tuple[bool, tuple[int, ...]]:
    """Oldest release first, Keras 3 after every tf.keras."""
    tensorflow, _, keras = name.partition(" / ")
    version = tuple(int(part) for part in tensorflow.rpartition(" ")[2].split("."))
    return keras.startswith("keras 3"), version


def condense_paths(source: Path, target: Path) -> None:
    """Write one line per (pattern, loss, flag, mode), with one letter per runtime."""
    measured = rows(source)
    runtimes = sorted({row["runtime"] for row in measured}, key=runtime_order)
    cases: dict[tuple[str, ...], dict[str, str]] = {}
    for row in measured:
        case = tuple(str(row[key]) for key in ("pattern", "loss", "from_logits", "mode"))
        cells = cases.setdefault(case, {})
        if row["runtime"] in cells:
            raise ValueError(f"measured twice: {case} on {row['runtime']}")
        cells[row["runtime"]] = PATH_LETTERS[row["path"]]
    lines = ["\t".join(("pattern", "loss", "from_logits", "mode", *runtimes))]
    for case, cells in sorted(cases.items()):
        lines.append("\t".join((*case, *(cells.get(runtime, ABSENT) for runtime in runtimes))))
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def condense_backends(source: Path, target: Path) -> None:
    """Write one line per (runtime, pattern, flag)."""
    lines = ["runtime\tpattern\tloss\tfrom_logits\tmode\tpath"]
    for row in rows(source):
        fields = [row[key] for key in ("runtime", "pattern", "loss", "from_logits", "mode")]
        lines.append("\t".join([*map(str, fields), PATH_LETTERS[row["path"]]]))
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def metric_cell(row: dict[str, Any]) -> str:
    """What a metric did, in one word.

    ``same`` or ``differs`` compares logits with the probabilities of the same predictions, ``raises``
    is an error on logits alone, ``broken`` an error on probabilities too; ``+repaired`` or
    ``+unrepaired`` follows where the probe tried the repairing argument.
    """
    if row.get("absent"):
        return ABSENT
    probabilities = row["probs"] if "probs" in row else row["with_activation"]
    if str(probabilities).startswith("ERR"):
        word = "broken"
    elif str(row["logits"]).startswith("ERR"):
        word = "raises"
    else:
        word = "same" if row["same"] else "differs"
    if "fix_ok" in row:
        word += "+repaired" if row["fix_ok"] else "+unrepaired"
    return word


def condense_metrics(source: Path, target: Path) -> None:
    """Write one line per metric, with one word per runtime."""

    def runtime(row: dict[str, Any]) -> str:
        if row["legacy"]:
            return f"tensorflow {row['tensorflow']} / tf_keras"
        keras3 = int(row["tensorflow"].split(".")[1]) >= 16
        return f"tensorflow {row['tensorflow']} / {'keras 3' if keras3 else 'keras 2'}"

    measured = rows(source)
    runtimes = sorted({runtime(row) for row in measured}, key=runtime_order)
    cases: dict[str, dict[str, str]] = {}
    for row in measured:
        cases.setdefault(row["metric"], {})[runtime(row)] = metric_cell(row)
    lines = ["\t".join(("metric", *runtimes))]
    for metric, cells in sorted(cases.items()):
        lines.append("\t".join((metric, *(cells.get(name, ABSENT) for name in runtimes))))
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Condense the folder named on the command line into this one."""
    source, here = Path(sys.argv[1]), Path(__file__).parent
    condense_paths(source / "paths.jsonl", here / "paths.tsv")
    condense_backends(source / "backends.jsonl", here / "backends.tsv")
    condense_metrics(source / "metrics.jsonl", here / "metrics.tsv")


if __name__ == "__main__":
    main()
