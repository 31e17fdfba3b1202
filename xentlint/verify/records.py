"""What one side of an experiment (a program before or after the repair) left on record.

The child process writes events, one JSON object a line; here they become dataclasses. A child
that was killed leaves a shorter record, never an unreadable one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .child.trouble import NO_TROUBLE, Trouble

Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Step:
    """One gradient step: the loss and gradients before the weights move.

    ``zero_share`` is the share of predictions whose logits receive a gradient of exactly zero
    (``None`` where no logits were seen); ``nonfinite`` counts NaN and Inf in loss and gradients;
    ``batch_accuracy`` needs labels that the recorder could see. A user's program may train several models:
    ``training`` counts them.
    """

    loss: float
    gradient_norm: float
    nonfinite: int
    zero_share: float | None
    seconds: float | None
    batch_accuracy: float | None = None
    training: int = 0


@dataclass(slots=True)
class Training:
    """One training with one seed.

    ``accuracies`` are measured from outside, on the logits; ``reported_accuracy`` is what the program
    itself makes of its output in the end.
    """

    seed: int
    steps: list[Step] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    outcome: str = "running"
    trouble: Trouble = NO_TROUBLE
    weights_digest: str | None = None
    batches_digest: str | None = None
    process_peak_bytes: int | None = None
    tensor_peak_bytes: int | None = None
    reported_accuracy: float | None = None
    printed: tuple[str, ...] = ()

    @property
    def final_accuracy(self) -> float | None:
        """Held-out accuracy after the last epoch."""
        return self.accuracies[-1] if self.accuracies else None

    @property
    def ends_as_nan(self) -> bool:
        """Whether the last loss is no number."""
        return bool(self.steps) and not math.isfinite(self.steps[-1].loss)

    @property
    def median_step_seconds(self) -> float | None:
        """The median time of a step, without the first two (tracing, caches)."""
        times = sorted(step.seconds for step in self.steps[2:] if step.seconds is not None)
        return times[len(times) // 2] if times else None


@dataclass(frozen=True, slots=True)
class GradientProbe:
    """One step on saturated logits, every label being class 1: the measured numeric path.

    ``residual`` is the largest deviation of the logit gradient from ``c (p - y)``, relative to
    its common factor ``c`` (the loss's reduction); ``None`` when the gradient is zero or NaN. ``finished``:
    the program came to its own end.
    """

    loss: float
    zero_share: float | None
    nonfinite: int
    residual: float | None
    error: str = ""
    finished: bool = False

    @property
    def sound(self) -> bool:
        """Whether the gradient is ``p - y``, up to half-precision rounding."""
        return self.residual is not None and self.residual <= GRADIENT_TOLERANCE and self.nonfinite == 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """The first step of one training of a user's program, on saturated logits.

    ``rows`` are the gradients of the logits (the first ones, flat), ``zero_share`` that of the rows which get
    none, ``alike`` how many of the others look like ``p - y`` for some label (``child/probe.py``).
    """

    loss: float
    zero_share: float | None = None
    nonfinite: int = 0
    alike: float | None = None
    rows: tuple[float, ...] = ()


GRADIENT_TOLERANCE = 2e-3
"""Relative; ``p - y`` is 1 and -1 on the probe, and float16 keeps three digits."""


@dataclass(frozen=True, slots=True)
class FunctionProbe:
    """What a program made of moderate logits, the weights staying as they are initialised.

    ``consumers`` are the readers of the output (global name to values), ``loss`` is that of the first step,
    ``printed`` its lines. ``moved``: the program changed its weights all the same. ``metrics`` are the names of
    metrics with a threshold, what they said, and what they would have said of probabilities.
    """

    consumers: Mapping[str, list[float]] = field(default_factory=dict)
    weights_digest: str | None = None
    error: str = ""
    loss: float | None = None
    printed: tuple[str, ...] = ()
    batches_digest: str | None = None
    finished: bool = True
    moved: bool = False
    metrics: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class MemoryPoint:
    """The peak of one process whose logits take ``logits_bytes``; ``None`` where nobody tells."""

    logits_bytes: int
    base: int | None
    peak: int | None
    source: str = "process"

    @property
    def grown(self) -> int | None:
        """What the program needed above what its libraries had taken before."""
        return None if self.base is None or self.peak is None else self.peak - self.base


@dataclass(slots=True)
class SideRecord:
    """Everything one child process recorded."""

    side: Side
    trainings: list[Training] = field(default_factory=list)
    gradient: GradientProbe | None = None
    function: FunctionProbe | None = None
    versions: dict[str, str] = field(default_factory=dict)
    failure: Trouble = NO_TROUBLE
    refused: list[str] = field(default_factory=list)
    memory: list[MemoryPoint] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    meetings: list[Meeting] = field(default_factory=list)

    def finished(self) -> list[Training]:
        """The trainings that ran to their end or to the step limit."""
        return [run for run in self.trainings if run.outcome in ("finished", "stopped")]


def read_events(side: Side, lines: Iterable[str]) -> SideRecord:
    """Build a record from the lines that a child wrote; a torn last line is ignored."""
    record = SideRecord(side)
    run: Training | None = None
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        kind = event.get("event")
        if kind == "versions":
            record.versions = {str(k): str(v) for k, v in event["versions"].items()}
        elif kind == "start" and event["mode"] == "train":
            run = Training(seed=event["seed"])
            record.trainings.append(run)
        elif kind == "step" and run is not None:
            run.steps.append(_step(event))
        elif kind == "epoch" and run is not None:
            run.accuracies.append(float(event["accuracy"]))
        elif kind == "end":
            _end(record, run, event)
        elif kind == "meeting":
            record.meetings.append(_meeting(event))
        elif kind == "refused":
            record.refused.append(str(event["path"]))
        elif kind == "failure":
            record.failure = Trouble("crash", str(event["message"]))
    return record


def read_memory(lines: Iterable[str], logits_bytes: int) -> list[MemoryPoint]:
    """Read what a process said about its memory: one point, or none."""
    return [
        MemoryPoint(logits_bytes, event["base"], event["peak"], str(event["source"]))
        for event in map(json.loads, lines)
        if event.get("event") == "memory"
    ]


def _step(event: Mapping[str, Any]) -> Step:
    return Step(
        loss=_number(event.get("loss")),
        gradient_norm=_number(event.get("norm")),
        nonfinite=int(event.get("nonfinite") or 0),
        zero_share=event.get("zero_share"),
        seconds=event.get("seconds"),
        batch_accuracy=event.get("accuracy"),
        training=int(event.get("training") or 0),
    )


def _meeting(event: Mapping[str, Any]) -> Meeting:
    return Meeting(
        loss=_number(event.get("loss")),
        zero_share=event.get("zero_share"),
        nonfinite=int(event.get("nonfinite") or 0),
        alike=event.get("alike"),
        rows=tuple(map(_number, event.get("rows") or ())),
    )


def _end(record: SideRecord, run: Training | None, event: Mapping[str, Any]) -> None:
    mode, error = event["mode"], str(event.get("error") or "")
    printed = tuple(map(str, event.get("printed") or ()))
    record.files.update(event.get("files") or ())
    if mode == "train" and run is not None:
        run.outcome, run.printed = str(event["outcome"]), printed
        run.trouble = Trouble(event.get("trouble") or ("crash" if error else ""), error)
        run.weights_digest, run.batches_digest = event.get("weights"), event.get("batches")
        run.process_peak_bytes, run.tensor_peak_bytes = event.get("process_peak"), event.get("tensor_peak")
        run.reported_accuracy = event.get("reported")
    elif mode == "gradient":
        record.gradient = GradientProbe(
            loss=_number(event.get("loss")),
            zero_share=event.get("zero_share"),
            nonfinite=int(event.get("nonfinite") or 0),
            residual=event.get("residual"),
            error=error,
            finished=event.get("outcome") == "finished",
        )
    elif mode == "function":
        consumers = {
            name: [float(v) for v in values] for name, values in (event.get("consumers") or {}).items()
        }
        record.function = FunctionProbe(
            consumers,
            event.get("weights"),
            error,
            loss=event.get("loss"),
            printed=printed,
            batches_digest=event.get("batches"),
            finished=event.get("outcome") == "finished",
            moved=bool(event.get("moved")),
            metrics=tuple((str(n), _number(a), _number(b)) for n, a, b in event.get("metrics") or ()),
        )


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan
