"""Turn a file's bytes into a `Document`: encoding, byte order mark, line endings, notebooks.

Nothing is raised for a
file that cannot be read or decoded: the document then has a problem that says where and why.
"""

from __future__ import annotations

from pathlib import Path

from .decoding import NULL_BYTE, DecodingError, decode, detect_encoding
from .document import Document, Problem, Unit
from .regular import read_regular
from .text import TextIndex

MOST_CHARACTERS = 2_000_000
"""What is longer was written by a program, and takes a parse tree of gigabytes."""


def read_document(path: Path, raw: bytes | None = None) -> Document:
    """Read ``path`` (or take ``raw`` as its content) and return the document.

    The file name decides the kind: ``.ipynb`` is a notebook, everything else Python. A file that
    cannot be opened or decoded gives a document without units and with one problem.
    """
    notebook = path.suffix == ".ipynb"
    if raw is None:
        try:
            raw = read_regular(path)
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
            return Document(path, "notebook" if notebook else "python", (), problems=(Problem(message),))
    if notebook:
        from .notebook import read_notebook

        return read_notebook(path, raw)
    return _read_python(path, raw)


def _read_python(path: Path, raw: bytes) -> Document:
    try:
        encoding = detect_encoding(raw)
        text = decode(raw, encoding)
    except DecodingError as error:
        return Document(path, "python", (), raw=raw, problems=(Problem(error.message, None, error.position),))
    nul = text.find("\0")
    if nul >= 0:
        problem = Problem(NULL_BYTE, None, TextIndex(text).position(nul))
        return Document(path, "python", (), encoding, raw, problems=(problem,))
    if len(text) > MOST_CHARACTERS:
        reason = f"it is longer than {MOST_CHARACTERS:,} characters"
        return Document(path, "python", (), encoding, raw, skipped=reason)
    return Document(path, "python", (Unit(None, text, text),), encoding, raw)
