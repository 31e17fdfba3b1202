"""From the lines that a child wrote to a record, also when the child was killed."""

from __future__ import annotations

import io
import math

from xentlint.verify.child.recorder import Recorder, StopTraining
from xentlint.verify.records import read_events

LINES = [
    '{"event": "versions", "versions": {"keras": "3.0"}}',
    '{"event": "start", "mode": "train", "seed": 1}',
    '{"event": "step", "loss": 2.0, "norm": 1.5, "nonfinite": 0, "zero_share": 0.25, "seconds": null}',
    '{"event": "step", "loss": NaN, "norm": 1.5, "nonfinite": 3, "zero_share": 1.0, "seconds": 0.1}',
    '{"event": "epoch", "accuracy": 0.5}',
    '{"event": "end", "mode": "train", "seed": 1, "outcome": "finished", "weights": "0a", "batches": "0b"}',
    '{"event": "end", "mode": "gradient", "loss": 200.0, "zero_share": 0.0, "residual": 0.0}',
    '{"event": "end", "mode": "function", "outcome": "finished", "consumers": {"p": [0.5]}, "weights": "0a"}',
]


def test_a_whole_record() -> None:
    record = read_events("after", LINES)
    (run,) = record.trainings
    assert (run.seed, run.outcome, run.final_accuracy, run.weights_digest) == (1, "finished", 0.5, "0a")
    assert run.steps[0].zero_share == 0.25
    assert math.isnan(run.steps[1].loss)
    assert record.gradient is not None
    assert record.gradient.sound
    assert record.function is not None
    assert record.function.consumers == {"p": [0.5]}
    assert record.versions == {"keras": "3.0"}


def test_a_killed_child_leaves_what_it_had() -> None:
    record = read_events("after", [*LINES[:3], '{"event": "st'])
    (run,) = record.trainings
    assert (run.outcome, len(run.steps)) == ("running", 1)
    assert record.finished() == []


def test_what_the_recorder_writes_can_be_read_back() -> None:
    sink = io.StringIO()
    recorder = Recorder(sink, clock=iter(range(100)).__next__)  # type: ignore[arg-type]
    recorder.begin("train", seed=4)
    recorder.on_logits(0.5)
    recorder.on_logits(0.9)  # a layer further back: not the head
    recorder.on_accuracy(0.7)
    recorder.on_gradients(2.0, 1.0, 0)
    recorder.on_gradients(1.0, 1.0, 0)
    (run,) = read_events("before", sink.getvalue().splitlines()).trainings
    first, second = run.steps
    assert (first.loss, first.zero_share, first.batch_accuracy) == (2.0, 0.5, 0.7)
    assert (second.loss, second.zero_share, second.batch_accuracy) == (1.0, None, None)


def test_the_step_limit_ends_a_run() -> None:
    recorder = Recorder(io.StringIO())
    recorder.begin("train", seed=0, step_limit=2)
    recorder.on_gradients(1.0, 1.0, 0)
    recorder.raise_if_done()
    recorder.on_gradients(1.0, 1.0, 0)
    try:
        recorder.raise_if_done()
    except Exception as swallowed:
        raise AssertionError("a program's own `except Exception` would swallow the end") from swallowed
    except StopTraining:
        return
    raise AssertionError("the run goes on")


def test_probes_freeze_the_weights_and_only_the_gradient_probe_saturates() -> None:
    recorder = Recorder(io.StringIO())
    states = {}
    for mode in ("train", "gradient", "function"):
        recorder.begin(mode, seed=0)  # type: ignore[arg-type]
        states[mode] = (recorder.frozen, recorder.injecting)
    assert states == {"train": (False, False), "gradient": (True, True), "function": (True, False)}
