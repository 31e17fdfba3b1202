"""All the runs of one child process: probes, and a training for every seed."""

from __future__ import annotations

import contextlib
import functools
import os
import runpy
import sys
import time
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .backend import Backend
from .memory import process_peak_bytes
from .printed import Printed
from .probe import LABEL, alike, residual, vanished
from .recorder import Mode, Recorder, StopTraining
from .script import run_script
from .spec import Spec
from .trouble import NO_TROUBLE, Trouble, trouble_of
from .written import written_lines

if TYPE_CHECKING:
    from .metric_truth import MetricTruth

PROBE_ROWS = 100
CONSUMER_VALUES = 20_000
MEETING_VALUES = 2_000


class Session:
    """A backend with its hooks installed, and the program to run under them."""

    def __init__(self, spec: Spec, recorder: Recorder) -> None:
        self._spec = spec
        self._recorder = recorder
        self._backend = _make_backend(spec.backend, recorder)
        self._truth: MetricTruth | None = None
        import keras

        from .keras_hooks import KerasHooks

        recorder.emit(
            event="versions", wall=round(time.time(), 2), versions=_versions(spec.backend, keras.__version__)
        )
        if spec.numerics == "keras-2.1" and spec.backend == "tensorflow":
            from .emulation import emulate_keras_2_1

            emulate_keras_2_1()
        self._hooks = KerasHooks(recorder, self._backend, quick=not spec.own_program)
        self._backend.install()
        self._hooks.install()

    def run_fixture(self) -> None:
        """Run the trainings, then the probes on one short epoch each."""
        for seed in self._spec.seeds:
            self._run("train", seed)
        if self._spec.probes:
            self._run("gradient", self._spec.probe_seed, step_limit=1)
            self._run("function", self._spec.probe_seed)

    def run_own_program(self) -> None:
        """Run a user's script until it ends or has made enough steps."""
        from .guard import forbid_writes_outside
        from .seeds import shift_seeds

        spec, recorder = self._spec, self._recorder
        seed = spec.seeds[0]
        shift_seeds(seed)
        forbid_writes_outside([spec.folder, *spec.writable], recorder.refuse)
        recorder.wants_accuracy, recorder.alternating = False, True
        recorder.describe_rows = _describe
        recorder.begin(spec.mode, seed, spec.step_limit)
        self._backend.reset_peak()
        sys.argv = [spec.script, *spec.arguments]
        if spec.mode == "function" and spec.backend == "tensorflow":
            from .metric_truth import MetricTruth

            self._truth = MetricTruth(lambda: self._hooks.calmed)
            self._truth.install()
        started = time.time_ns()
        outcome, trouble, _, printed = self._execute(functools.partial(run_script, spec))
        if spec.mode == "function" and outcome == "finished":
            printed += written_lines(spec.folder, started)
        self._end(spec.mode, seed, outcome, trouble, {}, printed)

    def _run(self, mode: Mode, seed: int, step_limit: int | None = None) -> None:
        self._hooks.forget()
        self._backend.clear()
        os.environ["SEED"] = str(seed)
        epochs = os.environ.get("EPOCHS")
        if mode != "train":
            os.environ["EPOCHS"] = "1"
        self._recorder.begin(mode, seed, step_limit)
        self._prepare_data(mode)
        self._backend.reset_peak()
        sys.path[0] = self._spec.folder
        try:
            outcome, trouble, names, printed = self._execute(
                functools.partial(runpy.run_path, self._spec.script, run_name="__main__")
            )
        finally:
            if epochs is None:
                os.environ.pop("EPOCHS", None)
            else:
                os.environ["EPOCHS"] = epochs
        self._end(mode, seed, outcome, trouble, names, printed)

    def _execute(self, program: Any) -> tuple[str, Trouble, dict[str, Any], list[str]]:
        """Call ``program``; return how it ended, its globals and what it printed."""
        from .guard import OutsideWrite

        outcome, trouble = "finished", NO_TROUBLE
        names: dict[str, Any] = {}
        printed = Printed(sys.stdout)
        with contextlib.redirect_stdout(printed):
            try:
                names = program() or {}
            except StopTraining:
                outcome = "stopped"
            except SystemExit as stop:
                if stop.code not in (None, 0):
                    outcome, trouble = (
                        "error",
                        Trouble("crash", f"the script ended with exit code {stop.code}"),
                    )
            except OutsideWrite as refused:
                outcome, trouble = "error", Trouble("refused write", str(refused))
            except BaseException as failure:
                if self._recorder.stop_requested:
                    outcome = "stopped"
                else:
                    outcome, trouble = "error", trouble_of(failure, self._spec.folder)
                    traceback.print_exc()
        return outcome, trouble, names, printed.lines()

    def _end(
        self,
        mode: Mode,
        seed: int,
        outcome: str,
        trouble: Trouble,
        names: dict[str, Any],
        printed: list[str],
    ) -> None:
        recorder = self._recorder
        event: dict[str, Any] = {"mode": mode, "seed": seed, "outcome": outcome}
        event["trouble"], event["error"] = trouble.kind, trouble.text
        event["weights"], event["printed"] = recorder.weights, printed
        event["batches"] = f"{recorder.batches:08x}" if recorder.batches_seen else None
        if mode == "train":
            event["reported"] = _scalar(names.get("accuracy"))
            event["process_peak"], event["tensor_peak"] = process_peak_bytes(), self._backend.peak()
        elif mode == "gradient":
            event.update(self._gradient_evidence())
        else:
            event["loss"] = recorder.first_loss
            event["moved"] = self._hooks.moved()
            event["metrics"] = self._truth.told() if self._truth is not None else []
            event["consumers"] = _consumers(names, self._spec.consumers)
        if self._spec.own_program:
            event["files"] = _files_in(self._spec.folder, self._spec.script)
        recorder.emit(event="end", wall=round(time.time(), 2), **event)

    def _gradient_evidence(self) -> dict[str, Any]:
        recorder = self._recorder
        rows = recorder.gradient_rows
        evidence: dict[str, Any] = {"loss": recorder.first_loss, "nonfinite": recorder.gradient_nonfinite}
        if rows is None:
            return {**evidence, "zero_share": None, "residual": None}
        values = np.asarray(rows, dtype="float64")
        zero = vanished(values)
        # Weights may overflow by the loss scale of mixed precision; the logits' gradients may not.
        evidence["nonfinite"] = int((~np.isfinite(values)).sum())
        evidence["zero_share"] = float(zero.mean())
        evidence["residual"] = residual(values[~zero].tolist()) if not zero.all() else None
        return evidence

    def _prepare_data(self, mode: Mode) -> None:
        """Import the program's ``data`` module afresh, and listen to what it gives out."""
        sys.modules.pop("data", None)
        sys.path[0] = self._spec.folder
        import data

        for name in [name for name in vars(data) if name.startswith("load_")]:
            setattr(data, name, self._listening(getattr(data, name), mode))
        if hasattr(data, "batches"):
            data.batches = self._counting(data.batches)

    def _listening(self, load: Any, mode: Mode) -> Any:
        @functools.wraps(load)
        def loader(*args: Any, **kwargs: Any) -> Any:
            (x_train, y_train), (x_test, y_test) = load(*args, **kwargs)
            self._hooks.held_out = (x_test, y_test)
            if mode != "train":
                x_train, y_train = x_train[:PROBE_ROWS], y_train[:PROBE_ROWS]
            if mode == "gradient":
                y_train = np.full_like(y_train, LABEL)
            return (x_train, y_train), (x_test, y_test)

        return loader

    def _counting(self, batches: Any) -> Any:
        @functools.wraps(batches)
        def listened(*args: Any, **kwargs: Any) -> Iterator[Any]:
            for x, y in batches(*args, **kwargs):
                self._recorder.on_batch(*(np.ascontiguousarray(part).tobytes() for part in (x, y)))
                yield x, y
            self._recorder.on_epoch_end()

        return listened


def _describe(rows: Any) -> dict[str, Any]:
    """Return what is kept of the gradients of a saturated batch's logits."""
    if rows is None:
        return {}
    values = np.asarray(rows, dtype="float64")
    return {
        "nonfinite": int((~np.isfinite(values)).sum()),
        "zero_share": float(vanished(values).mean()),
        "alike": alike(values) if np.isfinite(values).all() else None,
        "rows": values.ravel()[:MEETING_VALUES].tolist(),
    }


def _make_backend(name: str, recorder: Recorder) -> Backend:
    if name == "jax":
        from .jax_backend import JaxBackend

        return JaxBackend(recorder)
    if name == "torch":
        from .torch_backend import TorchBackend

        return TorchBackend(recorder)
    from .tensorflow_backend import TensorFlowBackend

    return TensorFlowBackend(recorder)


def _versions(backend: str, keras_version: str) -> dict[str, str]:
    module = sys.modules[backend]
    return {"keras": keras_version, backend: str(getattr(module, "__version__", "?"))}


def _consumers(names: dict[str, Any], wanted: list[str]) -> dict[str, list[float]]:
    found = {}
    for name in wanted:
        if name in names:
            values = np.asarray(names[name], dtype="float64").reshape(-1)
            stride = max(1, len(values) // CONSUMER_VALUES)
            found[name] = [float(value) for value in values[::stride]]
    return found


def _scalar(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _files_in(folder: str, script: str) -> list[str]:
    """Return the files under ``folder`` that were loaded, relative to it."""
    root = os.path.realpath(folder)
    found = set()
    for file in (script, *(getattr(module, "__file__", None) for module in list(sys.modules.values()))):
        if isinstance(file, str) and os.path.realpath(file).startswith(root + os.sep):
            found.add(os.path.relpath(os.path.realpath(file), root).replace(os.sep, "/"))
    return sorted(found)
