"""Which files of a project must run where they are imported, and which may wait until something of them is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from xentlint.sources.effects import Effects

OTHER = "CONF = {}\ndef get():\n    return CONF\n"

QUIET = [
    '"""Nothing but a text."""',
    "import numpy as np\nSIZES = [2 ** each for each in range(10)]\nMEAN = np.mean(SIZES)",
    "import os\nHERE = os.path.dirname(__file__)",
    "from os.path import join\nHERE = join('a', 'b')",
    "import logging\nlogger = logging.getLogger(__name__)\nlogger.setLevel(10)",
    "from other import get\ndef use():\n    return get()",
    "from other import CONF\nif __name__ == '__main__':\n    CONF['a'] = 1",
    "import functools\ndef timed(f):\n    @functools.wraps(f)\n    def inner(*a):\n        return f(*a)\n    return inner\n"
    "@timed\ndef use():\n    pass",
    "TABLE = {}\nTABLE['a'] = 1",
    "import abc\nclass Base(abc.ABC):\n    size = 3\nclass Heir(Base):\n    @property\n    def x(self): return 1\n"
    "    @x.setter\n    def x(self, value): pass",
    "def head(): pass\nTABLE = {'a': head, 'b': lambda: head()}",
    "try:\n    import json\nexcept ImportError:\n    json = None",
]
EVENTFUL = [
    "from other import CONF\nCONF['a'] = 1",
    "from other import CONF\nCONF.update(a=1)",
    "from other import CONF\nHEAD = CONF.get('a')",
    "from other import CONF as SETTINGS\nALIAS = SETTINGS",
    "from other import get\ndef use(a=get()):\n    pass",
    "from other import *\nprint(CONF)",
    "import other\nclass A:\n    head = other.CONF",
    "import os\nHEAD = os.environ.get('HEAD')",
    "import os\nos.environ['HEAD'] = 'a'",
    "from os import environ\nHEAD = environ.get('HEAD')",
    "from os import environ as env\nSETTINGS = env",
    "from importlib import import_module as load\nload('other')",
    "import tensorflow.keras.backend as B\nB.set_floatx('float16')",
    "import importlib\nimportlib.import_module('other')",
    "from unittest import mock\nmock.patch('other.CONF').start()",
    "from other import CONF\ndef go():\n    CONF.clear()\ngo()",
    "from other import CONF\ndef go(x):\n    CONF.clear()\nSIZES = list(map(go, [1]))",
    "from other import CONF\nclass A:\n    @property\n    def p(self): CONF.clear()\na = A()\nx = a.p",
    "from other import CONF\nclass A:\n    def __init_subclass__(cls): CONF.clear()\nclass B(A): pass\nclass C(B): pass",
    "from other import CONF\ndef note(f):\n    add(f)\n    return f\ndef add(f): CONF['f'] = f\n@note\ndef use(): pass",
    "import base\ndef note(cls):\n    cls.kinds['a'] = cls\n    return cls\n@note\nclass A(base.Base): pass",
    "import base\ndef note(cls):\n    cls.enrol()\n    return cls\n@note\nclass A(base.Base): pass",
    "from other import CONF\nif CONF is None:\n    def note(f): return f\nelse:\n    def note(f): CONF['f'] = f\n"
    "@note\ndef use(): pass",
    "from other import CONF\nassert CONF.clear() is None",
    "from other import CONF\nmatch CONF:\n    case {}: pass",
    "from other import CONF\nfor CONF['a'] in [1]: pass",
    "from other import CONF\nCONF |= {'a': 1}",
    "import tensorflow as tf\ntf.config.run_functions_eagerly(True)",
    "raise ImportError",
]


def answer(tmp_path: Path, text: str) -> bool:
    """Whether it matters when a file of this text is imported, beside one that is called ``other``."""
    (tmp_path / "other.py").write_text(OTHER)
    (tmp_path / "this.py").write_text(text)

    def find(dotted: str, importer: Path, level: int) -> Path | None:
        path = tmp_path / f"{dotted}.py"
        return path if path.is_file() else None

    return Effects(find, Path.read_text)(tmp_path / "this.py")


@pytest.mark.parametrize("text", QUIET)
def test_a_file_that_only_defines_may_wait(tmp_path: Path, text: str) -> None:
    assert not answer(tmp_path, text)


@pytest.mark.parametrize("text", EVENTFUL)
def test_a_file_that_does_or_reads_something_runs_where_it_is_imported(tmp_path: Path, text: str) -> None:
    assert answer(tmp_path, text)


def test_what_a_file_imports_counts_as_its_own(tmp_path: Path) -> None:
    (tmp_path / "acting.py").write_text("from other import CONF\nCONF['a'] = 1\n")
    assert answer(tmp_path, "if True:\n    import acting")


def test_imports_are_found_wherever_they_stand_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    (tmp_path / "b.py").write_text("")
    (tmp_path / "this.py").write_text(
        "import importlib\ndef use():\n    import a\n    return importlib.import_module('b')\n"
    )

    def find(dotted: str, importer: Path, level: int) -> Path | None:
        path = tmp_path / f"{dotted}.py"
        return path if path.is_file() else None

    effects = Effects(find, Path.read_text)
    assert set(effects.imports(tmp_path / "this.py")) == {tmp_path / "a.py", tmp_path / "b.py"}


@pytest.mark.parametrize("first", ["one", "two", "three"])
def test_files_that_import_each_other_have_the_effects_of_all(tmp_path: Path, first: str) -> None:
    (tmp_path / "one.py").write_text("import two\n")
    (tmp_path / "two.py").write_text("import three\nimport one\n")
    (tmp_path / "three.py").write_text("import two\nimport other\nother.CONF['a'] = 1\n")
    (tmp_path / "other.py").write_text(OTHER)

    def find(dotted: str, importer: Path, level: int) -> Path | None:
        path = tmp_path / f"{dotted}.py"
        return path if path.is_file() else None

    effects = Effects(find, Path.read_text)
    effects(tmp_path / f"{first}.py")
    assert [effects(tmp_path / f"{name}.py") for name in ("one", "two", "three", "other")] == [
        True,
        True,
        True,
        False,
    ]
