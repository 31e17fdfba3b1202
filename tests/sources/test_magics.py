from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlint.sources.magics import blank_first_line, blank_magics, code_of_cell, is_python, written_file


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "%tensorflow_version 2.x",
        "%load_ext tensorboard",
        "!pip install -q tensorflow==2.1  # it's old",
        "!!ls",
        "?model.fit",
        "model.fit?",
        "model.layers[0]??",
        "%timeit?",
        "pip install tensorflow",
        "cd data",
        "cd /content/gdrive/My Drive/Image Classification on CIFAR10",
        "ls /content",
        "tensorboard --logdir=logs",
        "tensorboard --logdir logs",
        "%timeit -n 10 model(x)",
    ],
)
def test_a_line_of_ipython_leaves_blanks(line: str) -> None:
    assert blank_magics(f"x = 1\n{line}\ny = 2\n") == f"x = 1\n{' ' * len(line)}\ny = 2\n"


def test_a_backslash_carries_a_magic_on() -> None:
    before = "!pip install \\\n    keras \\\n    numpy\nx = 1"
    after = f"{' ' * 14}\n{' ' * 11}\n{' ' * 9}\nx = 1"
    assert blank_magics(before) == after


def test_a_block_that_holds_only_a_magic_stays_a_block() -> None:
    blanked = blank_magics("if colab:\n    !pip install keras\n    %cd x\nelse:\n\t%pwd\ny = 1\n")
    ast.parse(blanked)
    assert blanked == "if colab:\n    0                 \n    0    \nelse:\n\t0   \ny = 1\n"


def test_a_cell_that_starts_indented_gets_no_indented_code() -> None:
    assert blank_magics("  %matplotlib inline\nimport os") == " " * 20 + "\nimport os"


@pytest.mark.parametrize(
    ("line", "blanked"),
    [
        ("files = !ls *.csv", "files = ___      "),
        ("ls -l data", "          "),
        ("rm -rf --verbose logs", "                     "),
        ("a, b = !x", "a, b = __"),
        ("now = %time", "now = ___  "),
        ("x=!l", "x=__"),
        ("    files = !ls", "    files = ___"),
    ],
)
def test_an_assigned_magic_becomes_a_name_that_says_nothing(line: str, blanked: str) -> None:
    before, after = ("if x:\n", "") if line.startswith(" ") else ("", "")
    assert blank_magics(before + line + after) == before + blanked + after


def test_an_assigned_magic_that_is_continued_is_one_value() -> None:
    assert blank_magics("x = !ls \\\n  -l\ny = 1") == "x = ___  \n    \ny = 1"


@pytest.mark.parametrize(
    ("line", "blanked"),
    [
        ("%time h = model.fit(x)", "0;    h = model.fit(x)"),
        ("  %prun train()", "  0;    train()"),
    ],
)
def test_a_timed_statement_stays_in_its_columns(line: str, blanked: str) -> None:
    assert blank_magics("if 1:\n" + line) == "if 1:\n" + blanked


@pytest.mark.parametrize(
    "code",
    [
        's = """\n%matplotlib inline\n!ls\nwhat?\n"""\n',
        "s = '''\n?x\n'''; y = '%d' % 3",
        "f(a,\n  b\n  % c)",
        "x = a \\\n  % b",
        "y = a if b else '!x'  # really?",
        "x %= 3",
        "ok = a != b",
        "f(x = '!ls')",
        "ls = [1]\nls  [0]",
        "ls -l",
        "ls -l if l else 0",
        "cat = dog\nrun in x",
        "print('''it's''') # '''\nx = 1 % 2",
        "s = 'a\\\n%b'\n",
        "plt.show();",
        "p = {\n'a': 1,\n}\n",
    ],
)
def test_python_stays_as_it_is(code: str) -> None:
    ast.parse(code)
    assert blank_magics(code) == code


def test_a_magic_after_a_string_that_ends_is_found() -> None:
    assert blank_magics('"""doc\n%x"""\n%pwd\n') == '"""doc\n%x"""\n    \n'


def test_lone_surrogates_of_the_json_become_something_that_can_be_parsed() -> None:
    assert blank_magics("x = '\ud83d'") == "x = '\ufffd'"


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "%%timeit -n 3", "\n%%time"])
def test_cell_magics_around_python_lose_their_line(magic: str) -> None:
    cell = f"{magic}\nmodel.fit(x)\n%pwd\n"
    assert is_python(cell)
    assert blank_magics(cell) == re.sub("[^\n]", " ", magic) + "\nmodel.fit(x)\n    \n"


@pytest.mark.parametrize(
    "cell",
    [
        "%%bash\nls -l",
        "%%html\n<b>x</b>",
        "%%javascript\nalert(1)",
        "%%latex\nx",
        "%%sh\nls",
        "%%script bash\nls",
        "%%cython -a\ndef f(int x): pass",
        "%%sql\nselect 1",
        "%%R\nx <- 1",
        "%%skip\nx = 1",
        "%%writefile notes.txt\nx",
        "%%some_unknown_language\nselect * from y",
        "%%!\nls",
        "%bash\nNAME=a/b",  # Datalab, Databricks
        "%sql\nselect 1",
    ],
)
def test_cells_in_other_languages_are_not_python(cell: str) -> None:
    assert not is_python(cell)


def test_an_unknown_cell_magic_over_python_is_python() -> None:
    assert is_python("%%wandb\nmodel.fit(x)\n!ls")


def test_a_magic_of_one_line_is_followed_by_python() -> None:
    assert is_python("%sql select 1\nx = 1")
    assert is_python("%matplotlib\nx = 1")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("%%writefile model.py\nx", ("model.py", False)),
        ("%%file model.py\nx", ("model.py", False)),
        ("%%writefile -a model.py\nx", ("model.py", True)),
        ("%%writefile --append ./nets/a.py\nx", ("nets/a.py", True)),
        ("%%writefile 'my model.py'\nx", ("my model.py", False)),
        ("\n%%writefile /content/a.py  \nx", ("/content/a.py", False)),
        ("x = 1\n%%writefile model.py", None),
        ("%%time\nx", None),
    ],
)
def test_writefile_names_a_file(cell: str, written: tuple[str, bool] | None) -> None:
    assert written_file(cell) == written


def test_the_body_of_a_written_file_stays_as_it_is() -> None:
    assert blank_first_line("%%writefile a.py\n%x\n") == " " * 16 + "\n%x\n"


PIECES = st.sampled_from(
    [
        "%time ",
        "!ls",
        "x",
        " = ",
        "?",
        "\n",
        "\r\n",
        "    ",
        "'",
        '"""',
        "(",
        ")",
        "#",
        "\\",
        "\\\n",
        "%%time",
        "%",
        "é",
        ":",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_the_cell_rows_and_columns_stay(cell: str) -> None:
    blanked = blank_magics(cell)
    assert len(blanked) == len(cell)
    for before, after in zip(cell, blanked, strict=True):
        assert after == before or (after in " 0;_" and before not in "\r\n")


@pytest.mark.filterwarnings("ignore:.*invalid escape sequence")
@given(st.lists(PIECES, max_size=30).map("".join))
def test_blanking_is_done_once(cell: str) -> None:
    try:
        ast.parse(blank_magics(cell))
    except (SyntaxError, ValueError):
        return
    assert blank_magics(blank_magics(cell)) == blank_magics(cell)


def _as_ipython(text: str) -> str:
    """What IPython makes of the indentation of a cell (``leading_indent`` of its input transformer)."""
    lines = text.splitlines(keepends=True)
    while lines and not lines[0].strip():
        lines = lines[1:]
    within = re.match(r"[ \t]*", lines[0])[0] if lines else ""  # type: ignore[index]
    return "".join(line.removeprefix(within) if within else line for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "  x = 1\n  if x:\n      y = 2\n",
        "\n\n   x = 1\n   y = [\n1,\n   2]\n",
        "    # a comment first\nx = 1\n",
        "\tx = 1\n\tfor i in x:\n\t\ty = i\n",
        "  x = 1\ny = 2\n",
        "   def f():\n       return 1\n\n   f()",
        '  x = """a\n  b"""\n',
        "x = 1\nif x:\n    y = 2\n",
        "",
        "   \n",
    ],
)
def test_a_cell_that_is_indented_as_a_whole_is_what_ipython_makes_of_it(text: str) -> None:
    code = code_of_cell(text)
    assert [len(line) for line in code.split("\n")] == [len(line) for line in text.split("\n")]
    dumped = ast.dump(ast.parse(code)).replace("\\x0c", "").replace("a\\n b", "a\\nb")
    assert dumped == ast.dump(ast.parse(_as_ipython(text)))


@pytest.mark.parametrize("text", ["  if x:\n  y = 1\n", "    x = 1\n  y = 2\n", "x = 1\n  y = 2\n"])
def test_another_indentation_stays_an_error(text: str) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(_as_ipython(text))
    with pytest.raises(SyntaxError):
        ast.parse(code_of_cell(text))
