"""Hand-made findings, so that a format is tested without the evaluator."""

from __future__ import annotations

import json
from pathlib import Path

from xentlint.output.context import Context
from xentlint.rules.diagnostic import Applicability, Diagnostic, Fix, Related, Severity
from xentlint.sources.document import Document, Unit
from xentlint.sources.positions import Edit, Position, Span

ROOT = Path("/project")
TRAIN = ROOT / "train.py"
TRAIN_TEXT = """\
import tensorflow as tf

head = tf.keras.layers.Dense(10, activation="softmax")
loss_fn = tf.keras.losses.CategoricalCrossentropy()

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, head(x))
"""


def span(text: str, piece: str, path: Path = TRAIN, cell: int | None = None) -> Span:
    """Where ``piece`` stands in ``text``, for the first time."""
    start = text.index(piece)
    return Span(str(path), cell, position(text, start), position(text, start + len(piece)))


def position(text: str, offset: int) -> Position:
    before = text[:offset].split("\n")
    return Position(len(before), len(before[-1]) + 1)


def python(text: str, path: Path = TRAIN) -> Document:
    return Document(path, "python", (Unit(None, text, text),), raw=text.encode())


def notebook(*cells: str, path: Path = ROOT / "train.ipynb") -> Document:
    written = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": text.splitlines(keepends=True)}
        for text in cells
    ]
    raw = json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    units = tuple(Unit(number, text, text) for number, text in enumerate(cells))
    return Document(path, "notebook", units, raw=raw.encode())


def context(*documents: Document) -> Context:
    return Context({str(each.path): each for each in documents}, ROOT)


def softmax_in_tape(applicability: Applicability = Applicability.SAFE) -> Diagnostic:
    return Diagnostic(
        code="XEN101",
        name="probabilities-in-training-step",
        severity=Severity.WARNING,
        message="softmax output meets CategoricalCrossentropy(from_logits=False)",
        span=span(TRAIN_TEXT, "loss_fn(y, head(x))"),
        related=(
            Related(span(TRAIN_TEXT, 'activation="softmax"'), "the activation is applied here"),
            Related(span(TRAIN_TEXT, "tf.keras.losses.CategoricalCrossentropy()"), "the loss is made here"),
        ),
        fix=Fix(
            applicability,
            "give the loss logits",
            (
                Edit(span(TRAIN_TEXT, '"softmax"'), "None"),
                Edit(
                    Span(str(TRAIN), None, Position(4, 51), Position(4, 51)),
                    "from_logits=True",
                ),
            ),
        ),
        help="compute the loss from logits",
    )


def at(found: Span, code: str = "XEN201", severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(code, "activation-applied-twice", severity, "softmax is applied twice", found)
