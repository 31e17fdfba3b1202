"""Short ways to write down what a child would have recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from xentlint.verify.child.spec import Spec
from xentlint.verify.records import FunctionProbe, GradientProbe, Side, SideRecord, Step, Training
from xentlint.verify.repair import Finding

SOUND = GradientProbe(loss=200.0, zero_share=0.0, nonfinite=0, residual=0.0)
VANISHED = GradientProbe(loss=16.118, zero_share=1.0, nonfinite=0, residual=None)


def finding(code: str = "XEN101", row: int = 3, path: Path | None = None) -> Finding:
    return Finding(code, row, "probabilities meet the loss", path=path)


def side(name: Side, accuracies: Sequence[float], losses: Sequence[float] = (1.0, 0.5)) -> SideRecord:
    """One training a given final accuracy."""
    runs = [
        Training(
            seed=seed,
            steps=[Step(loss, 1.0, 0, 0.0, 0.01) for loss in losses],
            accuracies=[accuracy],
            outcome="finished",
            weights_digest="same",
            batches_digest="same",
        )
        for seed, accuracy in enumerate(accuracies)
    ]
    return SideRecord(name, trainings=runs)


def readers(
    printed: Sequence[str] = ("accuracy 0.9",), loss: float = 2.3, **values: Sequence[float]
) -> FunctionProbe:
    """What a program's readers made of moderate logits."""
    return FunctionProbe(
        {name: list(numbers) for name, numbers in values.items()},
        weights_digest="same",
        batches_digest="same",
        printed=tuple(printed),
        loss=loss,
    )


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files themselves, and those in the folders, each once."""
    files = [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return list(dict.fromkeys(files))


class FakeRepairer:
    """Finds a mistake wherever the text has ``bad``; repairs by replacing it."""

    def __init__(self, repair: Callable[[str], str], code: str = "XEN101") -> None:
        self._repair = repair
        self._code = code
        self.unsafe: list[bool] = []

    def lint(self, paths: Sequence[Path]) -> tuple[Finding, ...]:
        return tuple(
            finding(self._code, path=path.resolve())
            for path in files_in(paths)
            if "bad" in path.read_text(encoding="utf-8")
        )

    def fix(self, paths: Sequence[Path], *, unsafe: bool = False) -> None:
        self.unsafe.append(unsafe)
        for path in files_in(paths):
            path.write_text(self._repair(path.read_text(encoding="utf-8")), encoding="utf-8")


class FakeChildren:
    """Carries out orders without a process: a function of the program's text gives the events."""

    def __init__(self, events: Callable[[str, Spec], Sequence[dict[str, Any]]], status: int = 0) -> None:
        self._events = events
        self._status = status
        self.orders: list[Spec] = []

    def prepare(self) -> None:
        pass

    def run(
        self,
        spec: Path,
        log: Path,
        *,
        timeout: float,
        forked: bool,
        tick: Callable[[], None] = lambda: None,
    ) -> int:
        orders = Spec.read(spec)
        self.orders.append(orders)
        text = Path(orders.script).read_text(encoding="utf-8")
        log.write_text("last words\n", encoding="utf-8")
        with open(orders.events, "a", encoding="utf-8") as sink:
            for event in self._events(text, orders):
                sink.write(json.dumps(event) + "\n")
        tick()
        return self._status


def training_events(spec: Spec, accuracy: float, loss: float = 0.5, steps: int = 1) -> list[dict[str, Any]]:
    """The events of a training a seed."""
    events: list[dict[str, Any]] = []
    step = {
        "event": "step",
        "loss": loss,
        "norm": 1.0,
        "nonfinite": 0,
        "zero_share": 0.0,
        "accuracy": accuracy,
    }
    for seed in spec.seeds:
        events += [
            {"event": "start", "mode": "train", "seed": seed},
            *([step] * steps),
            {"event": "epoch", "accuracy": accuracy},
            {
                "event": "end",
                "mode": "train",
                "seed": seed,
                "outcome": "finished",
                "weights": "0a",
                "batches": "0b",
                "printed": [f"accuracy {accuracy}"],
                "files": ["train.py", "helper.py"],
            },
        ]
    return events


def probe_events(vanished: bool, confidence: float) -> list[dict[str, Any]]:
    """The events of both probes."""
    saturated = (
        {"loss": 16.118, "zero_share": 1.0}
        if vanished
        else {"loss": 200.0, "zero_share": 0.0, "residual": 0.0}
    )
    met = {"zero_share": 1.0} if vanished else {"zero_share": 0.1, "alike": 1.0, "rows": [1.0, -1.0]}
    return [
        {"event": "meeting", "loss": saturated["loss"], **met},
        {"event": "end", "mode": "gradient", "outcome": "finished", **saturated},
        {
            "event": "end",
            "mode": "function",
            "outcome": "finished",
            "loss": 2.3,
            "printed": [f"confidence {confidence}"],
            "weights": "0a",
            "batches": "0b",
            "consumers": {"confidence": [confidence]},
        },
    ]
