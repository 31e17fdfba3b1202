"""XEN901: a file that cannot be decoded or parsed is one diagnostic, and the others are still checked."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from xentlint.cli import main
from xentlint.config.settings import Settings
from xentlint.rules.diagnostic import Severity
from xentlint.run import engine
from xentlint.sources.reading import read_document

from .programs import check_noop, diagnostics

WRONG = b"""\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", "categorical_crossentropy")
"""
ROWS = len(WRONG.splitlines())


@pytest.mark.parametrize(
    ("source", "row"),
    [
        ("x = (1,\ny = 2\n", None),
        ("def f(:\n    pass\n", 1),
        ("x = 1\nif x:\nprint(x)\n", 3),
        ("print 'hello'\n", 1),
        ("x = 1\ny = 'open\n", 2),
    ],
)
def test_a_syntax_error_is_one_diagnostic_with_its_place(source: str, row: int | None) -> None:
    (found,) = diagnostics(WRONG.decode() + source)
    assert (found.code, found.severity) == ("XEN901", Severity.ERROR)
    assert row is None or found.span.start.row == ROWS + row


def test_a_file_that_only_python_can_read_is_not_called_wrong() -> None:
    (found,) = diagnostics(WRONG.decode() + "def f():\n \tfor i in x:\n         y = i\n         return y\n")
    assert (found.code, found.severity) == ("XEN901", Severity.ERROR)
    assert found.message.startswith("is Python, but libcst cannot read it")


def test_a_tensorflow_program_that_does_not_parse_has_no_other_finding() -> None:
    (found,) = diagnostics(WRONG.decode() + "def f(:\n")
    assert found.code == "XEN901"
    assert found.span.start.row == 4


def test_a_tensorflow_file_that_computes_no_loss_is_not_passed_over() -> None:
    (found,) = diagnostics("import tensorflow as tf\ndef f(:\n")
    assert (found.code, found.span.start.row) == ("XEN901", 2)


def test_bytes_that_are_no_text_are_one_diagnostic() -> None:
    document = read_document(Path("/project/latin.py"), b"name = '\xe9t\xe9'\n")
    (found,) = engine.check([document], Settings()).diagnostics
    assert (found.code, found.span.start.row, found.span.start.column) == ("XEN901", 1, 9)


def test_the_other_files_of_the_run_are_checked() -> None:
    broken = read_document(Path("/project/broken.py"), WRONG + b"def f(:\n")
    whole = read_document(Path("/project/whole.py"), WRONG)
    found = engine.check([broken, whole], Settings()).diagnostics
    assert sorted((Path(each.span.path).name, each.code) for each in found) == [
        ("broken.py", "XEN901"),
        ("whole.py", "XEN202"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "match command:\n    case {'a': 1}:\n        pass\n    case _:\n        pass\n",
        "def f(a, /, b, *, c): ...\n",
        "if (n := 10) > 5: pass\n",
        "async def f():\n    async with a as b, c as d:\n        await b\n",
        "x: list[int] = [1, *[2]]\n",
        pytest.param(
            "try:\n    pass\nexcept* ValueError:\n    pass\n",
            marks=pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 cannot read it"),
        ),
        "\ufeffx = 1\n",
        "x = 1\r\ny = 2\r\n",
    ],
)
def test_modern_python_is_readable(source: str) -> None:
    check_noop(source)


def notebook(*cells: str) -> bytes:
    """A notebook of code cells."""
    listed = [
        {"cell_type": "code", "source": each, "metadata": {}, "outputs": [], "execution_count": None}
        for each in cells
    ]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_cells_that_nobody_has_finished_are_one_line_a_notebook() -> None:
    raw = notebook("import keras", "model = # TODO", "loss = ??", "softmax(", "keras.layers")
    document = read_document(Path("/project/exercise.ipynb"), raw)
    (found,) = engine.check([document], Settings()).diagnostics
    assert (found.code, found.severity, found.span.cell) == ("XEN901", Severity.INFO, 1)
    assert found.message.endswith("(and 2 more cells of this notebook)")


def test_they_do_not_fail_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "exercise.ipynb"
    path.write_bytes(notebook("import keras\nkeras.losses", "model = # TODO"))
    assert main(["--no-cache", str(path)]) == 0
    assert "XEN901" in capsys.readouterr().out
    (tmp_path / "broken.py").write_text("import keras\nkeras.losses = # TODO\n")
    assert main(["--no-cache", str(tmp_path)]) == 1
