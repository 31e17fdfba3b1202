"""One training in which nothing but the memory is looked at: no hooks, which would take some themselves."""

from __future__ import annotations

import importlib
import os
import runpy
import sys
from typing import Any

from .memory import process_peak_bytes
from .recorder import Recorder
from .spec import Spec


def measure_memory(spec: Spec, recorder: Recorder) -> None:
    """Run the program, and say what was in use before it began and at its peak.

    On a GPU that is what TensorFlow's allocator tells, else the high-water mark of this process.
    """
    backend = importlib.import_module(spec.backend)
    if spec.numerics == "keras-2.1" and spec.backend == "tensorflow":
        from .emulation import emulate_keras_2_1

        emulate_keras_2_1()
    gpu = spec.backend == "tensorflow" and bool(backend.config.list_physical_devices("GPU"))
    if spec.backend == "tensorflow":
        backend.reduce_sum(backend.zeros([1000, 1000])).numpy()  # what TensorFlow makes on its first call
    base = _peak(backend, gpu)
    os.environ["SEED"] = str(spec.probe_seed)
    sys.path[0] = spec.folder
    runpy.run_path(spec.script, run_name="__main__")
    recorder.emit(
        event="memory", base=base, peak=_peak(backend, gpu), source="GPU allocator" if gpu else "process"
    )


def _peak(backend: Any, gpu: bool) -> int | None:
    if gpu:
        return int(backend.config.experimental.get_memory_info("GPU:0")["peak"])
    return process_peak_bytes()
