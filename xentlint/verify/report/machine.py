"""The JSON report: one object, NaN and Inf as strings (JSON has neither)."""

from __future__ import annotations

import json
import math
from typing import Any

from ..experiment import Result
from ..records import GradientProbe, SideRecord, Training
from ..suite import Report
from . import figures


def render(report: Report) -> str:
    """Return the report as JSON."""
    document = {
        "passed": report.passed,
        "date": report.date,
        "seconds": round(report.seconds, 1),
        "versions": report.versions,
        "numerics": report.options.numerics,
        "data": report.options.data,
        "seeds": report.options.seeds,
        "collapse_and_recover": [result.fixture.name for result in report.recoveries],
        "fixtures": [_result(result) for result in report.results],
    }
    return json.dumps(plain(document), indent=2, allow_nan=False)


def plain(value: Any) -> Any:
    """Return a value that JSON can hold."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _result(result: Result) -> dict[str, Any]:
    fixture = result.fixture
    return {
        "name": fixture.name,
        "code": fixture.code,
        "title": fixture.title,
        "mode": fixture.mode,
        "backend": fixture.backend,
        "status": result.status,
        "reason": result.reason,
        "trouble": result.trouble,
        "rescued": result.rescued,
        "seconds": round(result.seconds, 1),
        "verdicts": [
            {"name": v.name, "outcome": v.outcome, "word": v.word, "evidence": v.evidence}
            for v in result.verdicts
        ],
        "diff": result.diff,
        "before": side(result.before),
        "after": side(result.after),
    }


def side(record: SideRecord) -> dict[str, Any]:
    """Return one side as plain values."""
    return {
        "failure": str(record.failure) if record.failure.kind else "",
        "zero_gradient_share": figures.zero_share(record),
        "nonfinite_steps": figures.nonfinite_steps(record),
        "step_ms": figures.step_milliseconds(record),
        "tensor_peak_mb": figures.tensor_megabytes(record),
        "process_peak_mb": figures.process_megabytes(record),
        "memory": [
            {
                "logits_bytes": point.logits_bytes,
                "base": point.base,
                "peak": point.peak,
                "source": point.source,
            }
            for point in record.memory
        ],
        "saturated_batch": _probe(record.gradient),
        "trainings": [_training(run) for run in record.trainings],
    }


def _probe(probe: GradientProbe | None) -> dict[str, Any] | None:
    if probe is None:
        return None
    return {
        "loss": probe.loss,
        "zero_share": probe.zero_share,
        "nonfinite": probe.nonfinite,
        "residual": probe.residual,
        "error": probe.error,
    }


def _training(run: Training) -> dict[str, Any]:
    return {
        "seed": run.seed,
        "outcome": run.outcome,
        "trouble": run.trouble.kind,
        "error": run.trouble.text,
        "accuracy": run.accuracies,
        "loss": [step.loss for step in run.steps],
        "gradient_norm": [step.gradient_norm for step in run.steps],
        "zero_gradient_share": [step.zero_share for step in run.steps],
        "nonfinite": [step.nonfinite for step in run.steps],
        "batch_accuracy": [step.batch_accuracy for step in run.steps],
    }
