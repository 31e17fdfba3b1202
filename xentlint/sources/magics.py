"""IPython's additions to Python, blanked out so that a cell can be parsed.

What is replaced keeps its length: every row and column that remains means the same in the cell
and in the blanked code. What the syntax means follows IPython's input transformer
(https://ipython.readthedocs.io/en/stable/interactive/reference.html):

- ``%magic``, ``!command``, ``?name``, ``name?``, ``/f x``, ``,f x``, ``;f x`` where a statement
  would start, with lines that a backslash continues;
- ``name = %magic`` and ``name = !command``: the value becomes a name that says nothing;
- ``%time statement``: the statement stays;
- ``pip install x``, where IPython needs no ``%`` (only what could never be Python).
"""

from __future__ import annotations

import re
import warnings

from .document import Unit
from .syntax import refusal
from .text import split_lines

# These run the Python on their line or in their cell in the notebook's own namespace.
_PYTHON_LINE_MAGICS = frozenset({"time", "timeit", "prun", "memit", "mprun", "lprun"})
# What a cell magic can hold that is no Python of this notebook: other languages, Python of another
# process (``%%python``), cells that do not run (``%%skip``), files (``%%writefile``).
_NOT_PYTHON = re.compile(
    "!|bash|bigquery|cmd|cpp|csharp|cuda?|cython|dot|file|fortran|gams|graphviz|haskell|html|java|javascript|js|"
    "julia|kotlin|latex|lua|manim|markdown|mermaid|nvcc|octave|perl|php|plantuml|pypy|python[23]?|r|racket|ruby|"
    "rust|sass|scala|script|sh|shell|skip|sql|svg|sx|system|typescript|writefile|writetemplate"
)

_CELL_MAGIC = re.compile(r"\s*%%([^\s\[]*)[^\r\n]*")
# Datalab and Databricks give the whole cell to what IPython does not know as a magic of one line.
_OTHER_LANGUAGE = re.compile(r"\s*%(?:bash|fs|html|javascript|md|r|scala|sh|sql)[ \t]*(?=[\r\n])")
_WRITEFILE = re.compile(
    r"\s*%%(?:writefile|file)[ \t]+(?P<options>(?:-\w+[ \t]+|--\w+[ \t]+)*)(?P<name>[^\r\n]+)"
)
_ESCAPE = re.compile(r"[ \t]*[%!?/,;]")
_LINE_MAGIC = re.compile(r"[ \t]*%(\w+)[ \t]+")
_HELP = re.compile(r"[ \t]*%{0,2}[\w.*\[\]\-'\"]+\?{1,2}[ \t]*;?[ \t]*(?:#.*)?(?=[\r\n]|$)")
_AUTOMAGIC = re.compile(
    r"[ \t]*(?:cat|cd|conda|cp|git|ll|load_ext|ls|matplotlib|mkdir|mv|pip3?|reload_ext|rm|rmdir|run)[ \t]+"
    r"(?:--?\w[\w-]*[ \t]+)*(?!(?:and|or|in|is|if|else|not|for|as|async|from|import)\b)(?:[\w.~\"'$]|/(?![ \t/=]))"
    r"|[ \t]*tensorboard[ \t]+--\w+(?:=|[ \t]+[\w.~\"'$])"
)
_ASSIGNED = re.compile(r"=[ \t]*(?=[%!])")
# Nothing of this in a cell: no magic in it. It finds more than there is (in strings, for example).
_SUSPECT = re.compile(
    rf"^[ \t]*[%!?/,;]|\?[ \t]*;?[ \t]*(?:#.*)?$|{_ASSIGNED.pattern}|^{_AUTOMAGIC.pattern}", re.MULTILINE
)
# In a file of its own: ``%matplotlib inline``, ``!pip install``.
_COMMAND = re.compile(r"^[ \t]*(?:%\w|![ \t]*[\w.])", re.MULTILINE)
_FIRST = re.compile(r"\A(?:[ \t]*(?:\r\n|\r|\n))*([ \t]+)(?=[^\s])")
"""The indentation of the first line that has anything on it."""
_STRING = re.compile(r"\"\"\"|'''|\"|'")
_NOTABLE = re.compile(r"[\"'#()\[\]{}=\\]")
_OPENING, _CLOSING = "([{", ")]}"
_SURROGATE = re.compile("[\ud800-\udfff]")


def cell_magic(text: str) -> str | None:
    """Return the name of the cell magic that starts a cell (``time``, ``bash``), or ``None``."""
    match = _CELL_MAGIC.match(text)
    return match[1].lower() if match else None


def written_file(text: str) -> tuple[str, bool] | None:
    """Return the file name that a ``%%writefile`` cell writes, and whether it appends to it."""
    match = _WRITEFILE.match(text)
    if match is None:
        return None
    name = match["name"].strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    while name.startswith("./"):
        name = name[2:]
    options = match["options"].split()
    return name.replace("\\", "/"), "-a" in options or "--append" in options


def is_python(text: str) -> bool:
    """Tell whether the body of a cell is Python that runs in the notebook's namespace.

    Magics that are known to hold something else say no; one that is not known says yes when what
    follows it is Python.
    """
    name = cell_magic(text)
    if name is None:
        return _OTHER_LANGUAGE.match(text) is None
    if _NOT_PYTHON.fullmatch(name):
        return False
    if name in ("time", "timeit", "capture", "prun"):
        return True
    import ast

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(code_of_cell(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def blank_first_line(text: str) -> str:
    """Return the body of a cell whose cell magic is blanked, everything else as it is."""
    match = _CELL_MAGIC.match(text)
    return _blank(text[: match.end()]) + text[match.end() :] if match else text


def code_of_cell(text: str) -> str:
    """Return what Python is given of a cell: without IPython's syntax, and not indented as a whole.

    IPython takes the indentation of the first line from every line that begins with it. The length stays: for
    Python a form feed ends the indentation before it.
    """
    code = blank_magics(text)
    first = _FIRST.search(blank_first_line(text))
    if first is None:
        return code
    within = first[1]
    return "".join(
        within[:-1] + "\f" + line[len(within) :] if line.startswith(within) else line
        for line in split_lines(code)
    )


def blank_magics(text: str) -> str:
    """Return ``text`` with all of IPython's syntax blanked: same length, same lines, same columns."""
    text = _SURROGATE.sub("\ufffd", blank_first_line(text))
    # A lone "\r" ends a line too, but not for the regular expression.
    if not _SUSPECT.search(text.replace("\r", "\n")):
        return text
    return "".join(_Blanker(text).pieces())


def script(text: str) -> Unit:
    """A Python file as what is parsed of it.

    Files with cells (``# %%``) and exported notebooks may have lines that only IPython takes; they
    are blanked where Python would take the rest.
    """
    as_written = Unit(None, text, text)
    if not _COMMAND.search(text) or refusal(as_written) is None:
        return as_written
    blanked = Unit(None, text, blank_magics(text))
    return as_written if refusal(blanked) is not None else blanked


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


class _Blanker:
    """One pass over a cell that knows where statements start: outside of strings and brackets."""

    def __init__(self, text: str) -> None:
        self._lines = split_lines(text)
        self._depth = 0
        self._quote = ""  # the quotes of the string that the line starts in
        self._continued = False  # the line before ended with a backslash
        self._seen_code = False

    def pieces(self) -> list[str]:
        result = []
        row = 0
        while row < len(self._lines):
            line = self._lines[row]
            end = row + 1
            if self._depth == 0 and not self._quote and not self._continued:
                kept = self._kept_of_statement(line)
                if kept is not None:
                    while _is_continued(self._lines[end - 1]) and end < len(self._lines):
                        end += 1
                    result.append(kept)
                    result.extend(map(_blank, self._lines[row + 1 : end]))
                    row = end
                    continue
            at = self._walk(line)
            if at is None:
                result.append(line)
            else:
                while _is_continued(self._lines[end - 1]) and end < len(self._lines):
                    end += 1
                result.append(line[:at] + _unknown(line[at:]))
                result.extend(map(_blank, self._lines[row + 1 : end]))
                self._continued = False
            self._seen_code = self._seen_code or bool(line.strip())
            row = end
        return result

    def _kept_of_statement(self, line: str) -> str | None:
        """Return what a line of IPython syntax leaves, or ``None`` for a line of Python."""
        if not (_ESCAPE.match(line) or _HELP.match(line) or _AUTOMAGIC.match(line)):
            return None
        match = _LINE_MAGIC.match(line)
        if match and match[1] in _PYTHON_LINE_MAGICS and not _is_continued(line):
            indent = len(line) - len(line.lstrip(" \t"))
            statement = line[match.end() :]
            if _compiles(statement):
                # "0;" and blanks stand where the magic was, and so the columns stay.
                width = match.end() - indent
                self._seen_code = True
                return line[:indent] + "0;" + " " * (width - 2) + blank_magics(statement)
        blanked = _blank(line)
        if line[:1] in (" ", "\t") and self._seen_code:
            # It may be all that an indented block has: something must remain there.
            indent = len(line) - len(line.lstrip(" \t"))
            blanked = line[:indent] + "0" + blanked[indent + 1 :]
        return blanked

    def _walk(self, line: str) -> int | None:
        """Go through a line of Python; return where an assigned magic starts in it."""
        position = 0
        self._continued = False
        while position < len(line):
            if self._quote:
                position = self._in_string(line, position)
                continue
            notable = _NOTABLE.search(line, position)
            if notable is None:
                break
            position = notable.start()
            character = line[position]
            if character == "#":
                break
            string = _STRING.match(line, position)
            if string:
                self._quote = string[0]
                position = string.end()
                continue
            if character in _OPENING:
                self._depth += 1
            elif character in _CLOSING:
                self._depth = max(0, self._depth - 1)
            elif character == "=" and self._depth == 0:
                assigned = _ASSIGNED.match(line, position)
                if assigned and line[position - 1 : position] not in tuple("=!<>%*/+-|&^@:~"):
                    return assigned.end()
            elif character == "\\" and line[position + 1 :].strip("\r\n") == "":
                self._continued = True
            position += 1
        return None

    def _in_string(self, line: str, position: int) -> int:
        """Go to the end of the open string, or of the line that it goes on after."""
        while position < len(line):
            if line[position] == "\\":
                if line[position + 1 : position + 3] == "\r\n":
                    position += 1
                elif line[position + 1 : position + 2] in ("\r", "\n"):
                    return len(line)
                position += 2
            elif line.startswith(self._quote, position):
                position += len(self._quote)
                self._quote = ""
                return position
            elif line[position] in "\r\n" and len(self._quote) == 1:
                self._quote = ""  # an error in Python; the next line is a line again
                return len(line)
            else:
                position += 1
        return position


def _is_continued(line: str) -> bool:
    return line.rstrip("\r\n").endswith("\\")


def _unknown(text: str) -> str:
    """Replace an assigned magic by a name: ``_`` to ``___`` are IPython's own for earlier results."""
    blanked = _blank(text)
    length = min(3, len(text.rstrip("\r\n")))
    return "_" * length + blanked[length:]


def _compiles(statement: str) -> bool:
    import ast

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Only a simple statement can stand behind the semicolon.
            return len(ast.parse("0;" + statement.rstrip("\r\n")).body) > 1
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
