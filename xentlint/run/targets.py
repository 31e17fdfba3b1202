"""Which runtimes a file is meant for: what is configured, else what the file itself says."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from ..apis.evidence import narrowed
from ..apis.runtimes import Backend, Runtime, TargetKeras, runtimes_for
from ..config.settings import Settings
from ..keras.facts import Facts
from ..python.modules import Place
from ..sources.declarations import keras_of


class Targets:
    """The runtimes of each place of one program."""

    def __init__(self, facts: Facts, settings: Settings) -> None:
        self._facts = facts
        self._settings = settings
        self._declared: dict[Path, str | None] = {}

    def of(self, place: Place) -> tuple[Runtime, ...]:
        """The runtimes that the file of ``place`` may run on.

        ``tf.keras`` always runs on TensorFlow; ``KERAS_BACKEND`` set in the file counts where it
        imports ``keras`` itself, and ``tf_keras`` is Keras 2. What the file uses that only some generations
        have leaves those, where nothing else is said.
        """
        path = place.module.path
        settings = self._settings.of(path)
        backend = cast("Backend | None", settings.target_backend)
        if path.parent not in self._declared:
            self._declared[path.parent] = keras_of(
                path.parent, settings.target_keras, configured=settings.target_origin is None
            )
        keras = cast("TargetKeras | None", self._declared[path.parent])
        roots = self._facts.roots.get(path, set())
        backends = self._facts.backends.get(path, set())
        if backend is None and "keras" in roots and len(backends) == 1:
            (named,) = backends
            if named in ("jax", "torch"):
                backend = cast("Backend", named)
        if "tf_keras" in roots and keras is None and "keras" not in roots:
            keras = "2"
        runtimes = runtimes_for(keras, backend)
        if len(runtimes) == 1 or keras is not None:
            return runtimes
        texts = [unit.text for unit in place.module.document.units]
        left = narrowed({each.era for each in runtimes}, roots, texts)
        return tuple(each for each in runtimes if each.era in left)
