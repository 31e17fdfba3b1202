"""Text of others as it may be shown: nothing in it steers a terminal, a build server, or a reader.

A file name or a line of source can hold escape sequences, line ends, characters that reorder what
is read, and the workflow commands of GitHub and Azure (``::error::`` where a line starts,
``##[error]`` and ``##vso[`` anywhere). Each is replaced by a picture of itself, or broken, in all
that people read; formats for programs are escaped by their own rules.
"""

from __future__ import annotations

import re

# Bidirectional controls reorder what a reader sees, so a quoted line must not contain them.
_REORDERING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
)
_MARK = re.compile(r"#(?=#\[|#vso\[)")
# What stands before a line's first character that counts: blanks, and our own colours.
_LINE_COMMAND = re.compile(r"^((?:\s|\x1b\[[\d;]*m)*)::(?=[\w-])", re.MULTILINE)
_STEERING_XML = re.compile(f"[\r\x7f-\x9f{''.join(sorted(_REORDERING))}]")


def visible(text: str) -> str:
    """``text``, on one line, with every character that could steer something replaced by a picture."""
    return without_marks("".join(map(picture, text)))


def visible_lines(text: str) -> str:
    """The same for a text of several lines, which stay lines."""
    return without_commands("\n".join(map(visible, text.split("\n"))))


def without_marks(text: str) -> str:
    """``text``, as long as it was, without what starts a command in the middle of a line."""
    return _MARK.sub("\ufffd", text)


def without_commands(report: str) -> str:
    """``report``, whose parts are `visible`, with no line that a build server takes for a command.

    A line can only start like one with the name of a file, and ``./`` before it names the same.
    """
    return _LINE_COMMAND.sub(r"\1./::", report)


def in_json(report: str) -> str:
    """A JSON text with the same values, in which no build server finds a command."""
    return _MARK.sub(r"\\u0023", report)


def in_xml(report: str) -> str:
    """An XML text with the same values, in which no build server finds a command."""
    numbered = _STEERING_XML.sub(lambda match: f"&#{ord(match[0])};", _MARK.sub("&#35;", report))
    return _LINE_COMMAND.sub(r"\1&#58;:", numbered)


def picture(character: str) -> str:
    """``character``, or what is shown in its place."""
    number = ord(character)
    if number < 0x20:
        return chr(0x2400 + number)
    if number == 0x7F:
        return "\u2421"
    if 0x80 <= number < 0xA0 or 0xD800 <= number < 0xE000 or character in _REORDERING:
        return "\ufffd"
    return character
