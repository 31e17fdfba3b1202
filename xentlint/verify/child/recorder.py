"""The recorder: collects what the hooks see, and writes it down as events.

Plain Python: the hooks of each backend hand over floats, so that a test can do the same.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Hashable
from typing import Any, Literal, TextIO

Mode = Literal["train", "gradient", "function"]


MOST_TRAININGS = 20
"""A program that trains more models than these is asked about the first ones."""


class StopTraining(BaseException):
    """Ends a program from within once enough steps are recorded.

    Not an ``Exception``: a program's own ``except Exception`` must not swallow it.
    """


class Recorder:
    """State of one run of a program, and the sink of its events.

    The hooks ask ``observing``/``injecting``/``frozen`` what to do and call the ``on_…`` methods.
    """

    def __init__(self, sink: TextIO, clock: Callable[[], float] = time.perf_counter) -> None:
        self._sink = sink
        self._clock = clock
        self._flushed = 0.0
        self.mode: Mode = "train"
        self.step_limit: int | None = None
        self.evaluate: Callable[[], float | None] = lambda: None
        self.digest_weights: Callable[[], str | None] = lambda: None
        self.describe_rows: Callable[[Any], dict[str, Any]] = lambda rows: {}
        self.owner: Callable[[], Hashable] = lambda: None
        self.wants_accuracy = True
        self.alternating = False
        self._reset()

    def _reset(self) -> None:
        self.steps = 0
        self.peeking = False
        self.weights: str | None = None
        self.batches = 0
        self.batches_seen = False
        self.gradient_rows: Any = None
        self.first_loss: float | None = None
        self.gradient_nonfinite = 0
        self._zero_share: float | None = None
        self._accuracy: float | None = None
        self._loss: float | None = None
        self._last_time: float | None = None
        self._rows: Any = None
        self._met: list[Hashable] = []
        self._last_new = 0

    @property
    def frozen(self) -> bool:
        """Whether weights must stay as they are initialised."""
        return self.mode != "train"

    @property
    def injecting(self) -> bool:
        """Whether logits are replaced by saturated ones."""
        return self.mode == "gradient"

    @property
    def calming(self) -> bool:
        """Whether logits are replaced by moderate ones."""
        return self.mode == "function"

    @property
    def stop_requested(self) -> bool:
        """Whether the run has all the steps it needs.

        A gradient probe of a user's program goes on for as many after the last training that was new.
        """
        return self.step_limit is not None and self.steps - self._last_new >= self.step_limit

    @property
    def samples(self) -> bool:
        """Whether one step of every training of the program is enough."""
        return self.injecting and self.alternating

    def begin(self, mode: Mode, seed: int, step_limit: int | None = None) -> None:
        """Start a run."""
        self._reset()
        self.mode, self.step_limit = mode, step_limit
        self.emit(event="start", mode=mode, seed=seed, wall=round(time.time(), 2))

    def on_batch(self, *arrays: bytes) -> None:
        """Note what a batch holds: the digest proves the same data in the same order."""
        self.batches_seen = True
        for array in arrays:
            self.batches = zlib.crc32(array, self.batches)

    def note_weights(self) -> None:
        """Take the digest of the weights that a training begins with; the first one is the run's."""
        digest = self.digest_weights()
        self.weights = self.weights or digest

    def on_logits(self, zero_share: float, rows: Any = None) -> None:
        """Note the gradient that arrived at some logits.

        Backpropagation reaches the head first, so the first call of a step is the head's.
        """
        if self._zero_share is None:
            self._zero_share, self._rows = zero_share, rows
            if self.gradient_rows is None:
                self.gradient_rows = rows

    def on_loss(self, loss: float) -> None:
        """Note the loss of the step (backends that give it apart from the gradients)."""
        self._loss = loss

    def on_accuracy(self, accuracy: float) -> None:
        """Note the accuracy of the batch."""
        self._accuracy = accuracy

    def on_gradients(self, loss: float | None, norm: float, nonfinite: int, owner: Hashable = None) -> None:
        """Close a step: gradients of the weights are known, weights have not moved yet.

        ``owner`` tells one training of the program from another.
        """
        if self.stop_requested:
            return
        if self.steps == 0 and not self.weights:  # inside of JAX's step they cannot be looked at
            self.note_weights()
        loss = self._loss if loss is None else loss
        now = self._clock()
        seconds = None if self._last_time is None else now - self._last_time
        self._last_time = now
        self.steps += 1
        if self.mode == "train":
            self.emit(
                event="step",
                loss=loss,
                norm=norm,
                nonfinite=nonfinite,
                zero_share=self._zero_share,
                seconds=None if seconds is None else round(seconds, 6),
                accuracy=self._accuracy,
                training=self._training(owner),
            )
        elif self.first_loss is None:
            self.first_loss, self.gradient_nonfinite = loss, nonfinite
        if self.samples:
            self._meet(owner, loss)
        self._zero_share = self._accuracy = self._loss = self._rows = None

    def _training(self, owner: Hashable) -> int:
        """Number the trainings of a run in the order of their first steps."""
        if owner not in self._met:
            self._met.append(owner)
        return self._met.index(owner)

    def _meet(self, owner: Hashable, loss: float | None) -> None:
        """Write down the first step of a training on saturated logits."""
        known = len(self._met)
        if self._training(owner) < known or known >= MOST_TRAININGS:
            return
        self._last_new = self.steps
        self.emit(event="meeting", loss=loss, **self.describe_rows(self._rows))

    def on_epoch_end(self) -> None:
        """Measure accuracy on held-out data, if there is any."""
        if self.mode != "train" or not self.wants_accuracy:
            return
        accuracy = self.evaluate()
        if accuracy is not None:
            self.emit(event="epoch", accuracy=round(accuracy, 6))
        self._last_time = None

    def raise_if_done(self) -> None:
        """End the program when it has run long enough; called where Python may raise."""
        if self.stop_requested:
            raise StopTraining

    def refuse(self, path: str) -> None:
        """Note a file outside its folder that the program was not allowed to change."""
        self.emit(event="refused", path=path)

    def emit(self, **event: Any) -> None:
        """Write one event; flushed a few times a second, and at every end."""
        self._sink.write(json.dumps(event) + "\n")
        now = self._clock()
        if event["event"] != "step" or now - self._flushed > 0.25:
            self._sink.flush()
            self._flushed = now
