"""All the runs of one child process: probes, and a training for every seed."""

from __future__ import annotations

import functools
import os
import runpy
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any

import numpy as np

from .backend import Backend
from .memory import process_peak_bytes
from .probe import LABEL, residual
from .recorder import Mode, Recorder, StopTraining
from .spec import Spec

PROBE_ROWS = 100
CONSUMER_VALUES = 20_000


class Session:
    """A backend with its hooks installed, and the program to run under them."""

    def __init__(self, spec: Spec, recorder: Recorder) -> None:
        self._spec = spec
        self._recorder = recorder
        self._backend = _make_backend(spec.backend, recorder)
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
            self._run("gradient", self._spec.seeds[0], step_limit=1)
            self._run("function", self._spec.seeds[0])

    def run_own_program(self) -> None:
        """Run a user's script until it ends or has made enough steps."""
        from .guard import OutsideWrite, forbid_writes_outside
        from .seeds import shift_seeds

        seed = self._spec.seeds[0]
        shift_seeds(seed)
        forbid_writes_outside(self._spec.folder)
        self._recorder.wants_accuracy = False
        self._recorder.begin("train", seed, self._spec.step_limit)
        self._backend.reset_peak()
        outcome, error = "finished", ""
        sys.argv = [self._spec.script, *self._spec.arguments]
        sys.path[0] = self._spec.folder
        try:
            runpy.run_path(self._spec.script, run_name="__main__")
        except StopTraining:
            outcome = "stopped"
        except SystemExit as stop:
            if stop.code not in (None, 0):
                outcome, error = "error", f"the script ended with exit code {stop.code}"
        except OutsideWrite as refused:
            outcome, error = "error", str(refused)
        except BaseException as failure:
            if self._recorder.stop_requested:
                outcome = "stopped"
            else:
                outcome, error = "error", _describe(failure, self._spec.script)
                traceback.print_exc()
        self._end("train", seed, outcome, error)

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
        outcome, error, names = "finished", "", {}
        sys.path[0] = self._spec.folder
        try:
            names = runpy.run_path(self._spec.script, run_name="__main__")
        except StopTraining:
            outcome = "stopped"
        except BaseException as failure:
            if not self._recorder.stop_requested:
                outcome, error = "error", _describe(failure, self._spec.script)
                traceback.print_exc()
        finally:
            if epochs is None:
                os.environ.pop("EPOCHS", None)
            else:
                os.environ["EPOCHS"] = epochs
        self._end(mode, seed, outcome, error, names)

    def _end(
        self, mode: Mode, seed: int, outcome: str, error: str, names: dict[str, Any] | None = None
    ) -> None:
        recorder = self._recorder
        event: dict[str, Any] = {"mode": mode, "seed": seed, "outcome": outcome, "error": error}
        event["weights"] = recorder.weights
        if mode == "train":
            event["labels"] = f"{recorder.labels:08x}" if recorder.labels_seen else None
            event["reported"] = _scalar((names or {}).get("accuracy"))
            event["process_peak"], event["tensor_peak"] = process_peak_bytes(), self._backend.peak()
        elif mode == "gradient":
            event.update(self._gradient_evidence())
        else:
            event["consumers"] = _consumers(names or {}, self._spec.consumers)
        recorder.emit(event="end", wall=round(time.time(), 2), **event)

    def _gradient_evidence(self) -> dict[str, Any]:
        recorder = self._recorder
        rows = recorder.gradient_rows
        evidence: dict[str, Any] = {"loss": recorder.gradient_loss, "nonfinite": recorder.gradient_nonfinite}
        if rows is None:
            return {**evidence, "zero_share": None, "residual": None}
        values = np.asarray(rows, dtype="float64")
        zero = (values == 0).all(axis=-1)
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
                self._recorder.on_labels(np.ascontiguousarray(y).tobytes())
                yield x, y
            self._recorder.on_epoch_end()

        return listened


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


def _describe(failure: BaseException, script: str) -> str:
    """Say what happened and on which line of the script, in one line."""
    place = ""
    for frame in traceback.extract_tb(failure.__traceback__):
        if os.path.abspath(frame.filename) == os.path.abspath(script):
            place = f" (line {frame.lineno})"
    if isinstance(failure, KeyboardInterrupt):
        return "interrupted"
    text = str(failure).strip().splitlines()
    return f"{type(failure).__name__}: {text[0] if text else ''}{place}".strip()
