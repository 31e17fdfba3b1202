"""Run a program in this process, under TensorFlow, and note what it shows and how its loss is.

Weights stay as the seed made them: optimizers here change nothing. So whatever reads the model reads the same
network before and after a repair, also where the repair changes what would be learnt.

Most programs are run eagerly, their ``fit``, ``predict`` and ``evaluate`` on the one batch that there is, which is
ten times faster; some are run as users do.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import re
import sys
import tempfile
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any


@dataclass
class Shown:
    """What came of a run: its output, the losses that it trained with, the error that ended it."""

    output: str = ""
    losses: list[float] = field(default_factory=list)
    gradients: list[float] = field(default_factory=list)
    error: str = ""


class _Recorder(types.ModuleType):
    """A library that shows what it is called with, and answers with itself."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Called(f"{self.__name__}.{name}")


class _Called:
    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *given: Any, **named: Any) -> _Called:
        print(self._name, *given, *named.values())
        return self

    def __getattr__(self, name: str) -> _Called:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Called(f"{self._name}.{name}")

    def __setitem__(self, key: Any, value: Any) -> None:
        print(self._name, key, value)

    def __iter__(self) -> Iterator[_Called]:
        return iter((self, self))

    def __repr__(self) -> str:
        return self._name


_STAND_INS = ("matplotlib", "matplotlib.pyplot", "pandas")


class Runner:
    """Runs programs one after another; TensorFlow is imported once, with the first."""

    def __init__(self) -> None:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
        import keras
        import tensorflow as tf

        self._keras, self._tf = keras, tf
        tf.config.threading.set_inter_op_parallelism_threads(1)
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.get_logger().setLevel("ERROR")
        self._graph, self._shown, self._runs = False, Shown(), 0
        self._freeze()
        gc.collect()
        gc.freeze()
        for name in _STAND_INS:
            sys.modules[name] = _Recorder(name)
        sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]  # type: ignore[attr-defined]

    def _freeze(self) -> None:
        """Optimizers leave the weights alone; losses and gradients are noted."""
        keras, tf = self._keras, self._tf
        fit, predict, evaluate = keras.Model.fit, keras.Model.predict, keras.Model.evaluate

        def apply(_: Any, grads: Any, trainable_variables: Any = None) -> None:
            if tf.executing_eagerly():
                squares = [tf.reduce_sum(tf.square(tf.convert_to_tensor(g))) for g in grads if g is not None]
                self._shown.gradients.append(float(tf.sqrt(tf.add_n(squares))))

        def fitted(model: Any, *given: Any, **named: Any) -> Any:
            if self._graph or set(named) - {"epochs", "verbose"} or len(given) != 2:
                history = fit(model, *given, **{**named, "verbose": 0}).history
            else:
                model.reset_metrics()
                history = {k: [v] for k, v in model.train_on_batch(*given, return_dict=True).items()}
            self._shown.losses.extend(history.get("loss", ()))
            return types.SimpleNamespace(history=history)

        def predicted(model: Any, *given: Any, **named: Any) -> Any:
            if self._graph or set(named) - {"verbose"} or len(given) != 1:
                return predict(model, *given, **{**named, "verbose": 0})
            return model.predict_on_batch(*given)

        def evaluated(model: Any, *given: Any, **named: Any) -> Any:
            if self._graph or set(named) - {"verbose"} or len(given) != 2:
                return evaluate(model, *given, **{**named, "verbose": 0})
            model.reset_metrics()
            return model.test_on_batch(*given)

        keras.optimizers.Optimizer.apply = apply
        keras.Model.fit, keras.Model.predict, keras.Model.evaluate = fitted, predicted, evaluated

    def run(self, files: Mapping[str, str], *, graph: bool = False) -> Shown:
        """Run ``main.py`` of ``files``."""
        (shown,) = self.run_each(files, [""], graph=graph)
        return shown

    def run_each(self, files: Mapping[str, str], ends: Sequence[str], *, graph: bool = False) -> list[Shown]:
        """Run ``main.py`` of ``files`` once, and each of ``ends`` after it as if the others were not there."""
        self._keras.backend.clear_session(free_memory=False)
        self._runs += 1
        if not self._runs % 100:
            gc.collect()
        self._tf.config.run_functions_eagerly(not graph)
        self._graph = graph
        before, path, here, main = set(sys.modules), list(sys.path), os.getcwd(), sys.modules["__main__"]
        sys.dont_write_bytecode = True
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                (Path(folder) / name).write_text(text, encoding="utf-8")
            module = types.ModuleType("__main__")
            module.__file__ = str(Path(folder) / "main.py")
            try:
                os.chdir(folder)
                sys.path.insert(0, folder)
                sys.modules["__main__"] = module
                # AutoGraph reads a function's source again, from the file that it was compiled with.
                first = self._one(files["main.py"], module.__dict__, module.__file__)
                if first.error:
                    return [first for _ in ends]
                return [self._after(first, end, module.__dict__) for end in ends]
            finally:
                os.chdir(here)
                sys.path[:] = path
                sys.modules["__main__"] = main
                for name in {Path(each).stem for each in files} & (set(sys.modules) - before):
                    del sys.modules[name]

    def _after(self, first: Shown, end: str, names: dict[str, Any]) -> Shown:
        if not end:
            return first
        before = dict(names)
        done = self._one(end, names)
        names.clear()
        names.update(before)
        return replace(
            done,
            output=first.output + done.output,
            losses=first.losses + done.losses,
            gradients=first.gradients + done.gradients,
        )

    def _one(self, text: str, names: dict[str, Any], file: str = "<end>") -> Shown:
        output = io.StringIO()
        shown = self._shown = Shown()
        with (
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            try:
                exec(compile(text, file, "exec"), names)
            except Exception as error:
                shown.error = f"{type(error).__name__}: {str(error)[:300]}"
        shown.output = output.getvalue()
        return shown


_NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?|\bnan\b|\binf\b")
_ADDRESS = re.compile(r"0x[0-9a-f]+|(?<=Tensor\(\")[^\"]*")
"""What stands for an object and is no result: an address, the name of a node in a graph."""


def differ(before: str, after: str, tolerance: float = 2e-3) -> str:
    """Where two outputs differ by more than rounding, or ``""``."""
    one, other = _ADDRESS.sub("0x", before), _ADDRESS.sub("0x", after)
    words, others = _NUMBER.split(one), _NUMBER.split(other)
    if [_bare(word) for word in words] != [_bare(word) for word in others]:
        return _first(one, other)
    for first, second in zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True):
        a, b = float(first), float(second)
        same = (a != a and b != b) or a == b or abs(a - b) <= tolerance + tolerance * max(abs(a), abs(b))
        if not same:
            return f"{first} became {second}"
    return ""


def _bare(text: str) -> str:
    return "".join(text.split())


def _first(one: str, other: str) -> str:
    for before, after in zip(one.splitlines(), other.splitlines(), strict=False):
        if _bare(before) != _bare(after):
            return f"{before[:150]!r} became {after[:150]!r}"
    return f"{len(one.splitlines())} lines became {len(other.splitlines())}"
