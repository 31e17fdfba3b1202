"""Inputs that are nearly right: real files with a few things wrong, and programs nobody would write."""

from __future__ import annotations

import io
import json
import random
import tokenize
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_FOLDERS = ("examples", "tests/flow/cases", "tests/rules/cases", "xentlint/verify/fixtures")
_KERAS = (
    "model = keras.Sequential([keras.layers.Dense(3, activation='softmax')])",
    "model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))",
    "model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])",
    "y = tf.nn.softmax(x)",
    "loss = keras.losses.categorical_crossentropy(t, y)",
    "p = model.predict(x)",
    "print(p.argmax(-1), p[0], f'{p}')",
    "class Net(keras.Model):\n    def call(self, x):\n        return tf.nn.softmax(x)",
    "with tf.GradientTape() as tape:\n    value = loss_fn(t, model(x))",
    "net = Net(); net.compile(loss='sparse_categorical_crossentropy')",
    "a = [a for a in range(3)]; a.append(a)",
    "b = {'b': b}; b.update(b)",
    "s = s + s; t = (t, t); n = n ** n",
    "def f(*a, **k): return f(*a, **k)",
    "import f; from . import g as f",
)
_PYTHON = ("return x", "break", "continue", "x = y", "y = f(x)", "del x", "raise x", "yield y", "global x")
_HEADS = (
    "if x:",
    "while x:",
    "for x in y:",
    "def f(x, y=1):",
    "class C(keras.Model):",
    "try:",
    "with x as y:",
)
_TAILS = ("else:", "except E as e:", "finally:", "elif y:")
_WORDS = [
    "\\",
    "'''",
    '"""',
    "#",
    "(",
    "]",
    "{",
    "lambda",
    "yield",
    "await",
    "*",
    "**",
    ":=",
    "...",
    "1_0",
    "0x",
    "1e999",
    "b'\\xff'",
    "f'{x!r:>{y}}'",
    "@",
    "->",
    "match",
    "from_logits=True",
    "\x00",
    "\ufeff",
    "\u2028",
    "�",
    "🚀",
    "!ls",
    "%%time",
]
_NASTY = (
    *_WORDS,
    "\r",
    "\x0c",
    "\t",
    "  ",
    "# noqa: XEN",
    "case _:",
    "type X = int",
    "# coding: utf-16",
    "9" * 60,
)
_DIRECTIVES = [
    "# noqa",
    ":",
    " ",
    "XEN101",
    "XEN",
    ",",
    "# xentlint: skip-file",
    "# flake8: noqa",
    "'''",
    "x = 1",
    "\\",
    "\n",
    "\r",
    "\t",
    "(",
    ")",
    "%%time",
    "!x",
    "é",
    "\x0c",
    "#",
]
_KEYS = [
    "select",
    "ignore",
    "extend-select",
    "target-keras",
    "exclude",
    "per-file-ignores",
    "cache-dir",
    "cache",
    "extend",
    "baseline",
    "a.b.c",
    "respect-gitignore",
    "docs-url",
]
_VALUES = [
    "[]",
    "['ALL']",
    "'XEN1'",
    "['XEN9999']",
    "true",
    "1",
    "'3'",
    "{a = ['XEN1']}",
    "['**', '[', '!a', '*a*a*a*a*b']",
    "'../x'",
    "{",
    "nan",
    "1979-05-27",
    "[[[[]]]]",
    "'\\u0000'",
    '"""\na"""',
]
_TABLES = ("[tool.xentlint]", "[tool]", "[tool.xentlint.per-file-ignores]", "[[tool.xentlint]]")
_CODECS = [
    "latin-1",
    "utf-16",
    "cp1252",
    "rot13",
    "utf-7",
    "shift_jis",
    "ascii",
    "no-such",
    "utf-8-sig",
    "idna",
    "punycode",
    "undefined",
    "zlib",
    "hz",
    "unicode_escape",
    "raw_unicode_escape",
    "mbcs",
    "utf-32",
    "iso2022_jp",
    "base64",
]


@lru_cache(maxsize=1)
def programs() -> tuple[str, ...]:
    """Programs as people write them, and those that are written to be hard to follow."""
    files = [file for folder in _FOLDERS for file in sorted((_ROOT / folder).glob("*.py"))]
    return tuple(file.read_text(encoding="utf-8") for file in files)


def mutated(choose: random.Random) -> bytes:
    """A real program with tokens deleted, doubled, swapped, replaced, or cut off somewhere."""
    tokens = list(_tokens(choose.choice(programs())))
    start = choose.randrange(max(len(tokens) - 400, 1))
    tokens = tokens[start : start + 400]
    for _ in range(choose.choice((1, 1, 1, 2, 3, 8, 30))):
        if not tokens:
            break
        at, other = choose.randrange(len(tokens)), choose.randrange(len(tokens))
        what = choose.randrange(7)
        if what == 0:
            del tokens[at]
        elif what == 1:
            tokens.insert(at, tokens[other])
        elif what == 2:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif what == 3:
            tokens[at] = choose.choice(_NASTY)
        elif what == 4:
            del tokens[at:]
        elif what == 5:
            tokens.insert(at, "\n" + choose.choice(_KERAS) + "\n")
        else:
            tokens[at : at + 1] = [tokens[at]] * choose.choice((2, 3, 50))
    text = "import tensorflow as tf\nfrom tensorflow import keras\n" + "".join(tokens)
    return text.encode(choose.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "latin-1")), "replace")


def shuffled(choose: random.Random) -> bytes:
    """Statements about Keras in an order that makes little sense, in functions, loops and branches."""
    lines = ["import tensorflow as tf", "from tensorflow import keras"]
    depth = 0
    for _ in range(choose.randrange(2, 25)):
        if depth < 6 and choose.random() < 0.3:
            lines.append("    " * depth + choose.choice(_HEADS))
            depth += 1
        lines += ["    " * depth + line for line in choose.choice((*_KERAS, *_PYTHON)).split("\n")]
        if depth and choose.random() < 0.3:
            lines.append("    " * (depth - 1) + choose.choice(_TAILS))
            lines.append("    " * depth + "pass")
            depth -= choose.randrange(depth + 1)
    return "\n".join(lines).encode()


def notebooks(choose: random.Random) -> bytes:
    """A notebook whose JSON has wrong types, is cut off, or holds mutated cells."""
    cells: list[dict[str, Any]] = []
    for _ in range(choose.randrange(1, 5)):
        source = mutated(choose).decode("utf-8", "replace")
        if choose.random() < 0.3:
            source = (
                choose.choice(("%%time\n", "%%writefile a.py\n", "%%bash\n", "x = !ls\n", "?x\n")) + source
            )
        written: Any = source.splitlines(keepends=True) if choose.random() < 0.5 else source
        cells.append({"cell_type": "code", "metadata": {}, "outputs": [], "source": written})
    book: dict[str, Any] = {"cells": cells, "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4}
    for holder in choose.choices([book, book["metadata"], *cells], k=choose.randrange(3)):
        wrong: tuple[Any, ...] = (None, 1, [], {}, "", [1], [[]], True, {"a": 1}, ["a\n", 1], 1e999)
        holder[choose.choice(sorted(holder))] = choose.choice(wrong)
    raw = json.dumps(book, ensure_ascii=choose.random() < 0.5).encode("utf-8", "surrogatepass")
    return _bitten(raw, choose) if choose.random() < 0.3 else raw


def comments(choose: random.Random) -> bytes:
    """Lines with directives that are nearly ones."""
    return "".join(choose.choices(_DIRECTIVES, k=choose.randrange(1, 60))).encode()


def tables(choose: random.Random) -> bytes:
    """Configuration whose keys and values are mixed up."""
    lines = [choose.choice(_TABLES)]
    lines += [f"{choose.choice(_KEYS)} = {choose.choice(_VALUES)}" for _ in range(choose.randrange(5))]
    raw = "\n".join(lines).encode()
    return _bitten(raw, choose) if choose.random() < 0.3 else raw


def encoded(choose: random.Random) -> bytes:
    """Bytes under some declaration of their encoding."""
    head = choose.choice((b"", b"\xef\xbb\xbf", b"\n", b"\r", b"#!/bin/sh\n"))
    if choose.random() < 0.8:
        head += f"# -*- coding: {choose.choice(_CODECS)} -*-".encode() + choose.choice(
            (b"\n", b"\r\n", b"\r")
        )
    return head + _bitten(mutated(choose), choose)


def _bitten(raw: bytes, choose: random.Random) -> bytes:
    changed = bytearray(raw[: choose.randrange(len(raw) + 1)] if choose.random() < 0.3 else raw)
    for _ in range(choose.randrange(5)):
        if changed:
            changed[choose.randrange(len(changed))] = choose.randrange(256)
    return bytes(changed)


@lru_cache(maxsize=64)
def _tokens(source: str) -> tuple[str, ...]:
    """The tokens of ``source`` and what stands between them: together, they are ``source``."""
    lines = source.splitlines(keepends=True)
    pieces: list[str] = []
    row, column = 1, 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.start[0] > row:
            pieces += [lines[row - 1][column:], *lines[row : token.start[0] - 1]]
            row, column = token.start[0], 0
        if row <= len(lines):
            pieces += [lines[row - 1][column : token.start[1]], token.string]
        row, column = token.end
    return tuple(piece for piece in pieces if piece)


KINDS: dict[str, tuple[Callable[[random.Random], bytes], str]] = {
    "mutated programs": (mutated, "whole"),
    "shuffled statements": (shuffled, "whole"),
    "notebooks": (notebooks, "notebook"),
    "encodings": (encoded, "decoding"),
    "encodings, whole": (encoded, "whole"),
    "noqa": (comments, "suppressions"),
    "configuration": (tables, "configuration"),
}
