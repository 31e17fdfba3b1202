"""What the bytes of a source file say as text: PEP 263, as ``tokenize.detect_encoding`` implements it."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from .positions import START, Position
from .text import TextIndex

NULL_BYTE = "a null byte, which Python source cannot contain"
# Codecs of host names: no program is in one, and what they take grows with the square of a text.
_FOR_HOSTS = frozenset({"idna", "punycode"})
_BYTES_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")


class DecodingError(Exception):
    """The bytes are not text in the encoding they claim; ``position`` is where that shows."""

    def __init__(self, message: str, position: Position = START) -> None:
        """Keep what is wrong and where."""
        super().__init__(message)
        self.message = message
        self.position = position


def detect_encoding(raw: bytes) -> str:
    """Return the encoding of Python source: its cookie's, ``utf-8-sig`` after a BOM, else ``utf-8``.

    Raises DecodingError for a cookie that names no known encoding, contradicts the BOM, or names
    one in which the cookie itself could not be read (``utf-16``).
    """
    marked = raw.startswith(codecs.BOM_UTF8)
    head = []
    position = len(codecs.BOM_UTF8) if marked else 0
    for _ in range(2):
        match = _BYTES_LINE.match(raw, position)
        assert match is not None  # the expression matches the empty string too
        # Only ASCII can be part of a cookie; other bytes are the business of `decode`, which can
        # say where they are. The line end is made one that ``detect_encoding`` knows.
        head.append(match[0].decode("ascii", "replace").encode("ascii", "replace").rstrip(b"\r\n") + b"\n")
        position = match.end()
    source = io.BytesIO((codecs.BOM_UTF8 if marked else b"") + b"".join(head))
    try:
        encoding, consumed = tokenize.detect_encoding(source.readline)
    except SyntaxError as error:
        row = 1 if b"coding" in head[0] else 2
        raise DecodingError(str(error.msg), Position(row, 1)) from None
    except (LookupError, UnicodeError):  # Python 3.14 decodes the two lines with what they name
        row = 1 if b"coding" in head[0] else 2
        message = "the encoding that is declared is none that Python source can have"
        raise DecodingError(message, Position(row, 1)) from None
    try:
        readable = encoding not in _FOR_HOSTS and b"# coding".decode(encoding) == "# coding"
    except (LookupError, UnicodeError):
        readable = False
    if not readable:
        message = f"{encoding} is not an encoding that Python source can have"
        raise DecodingError(message, Position(max(1, len(consumed)), 1))
    return encoding


def decode(raw: bytes, encoding: str) -> str:
    """Decode ``raw`` without its byte order mark, and without touching line endings.

    Raises DecodingError at the row and column of the first byte that does not fit.
    """
    codec = encoding
    if encoding == "utf-8-sig":
        codec, raw = "utf-8", raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(codec, "replace")
        message = f"cannot be decoded as {codec}: {error.reason} (byte 0x{raw[error.start]:02x})"
        raise DecodingError(message, TextIndex(before).position(len(before))) from None
    except UnicodeError as error:
        raise DecodingError(f"cannot be decoded as {codec}: {error}") from None
