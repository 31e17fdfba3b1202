"""Which files that speak of no library take part in a run: those that import one that does."""

from __future__ import annotations

from pathlib import Path

from xentlint.config.settings import Settings
from xentlint.run import runner

MODEL = "import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(3)])\n"


def collected(folder: Path) -> set[str]:
    found = runner.collect([folder], Settings(cache=False))
    return {Path(path).relative_to(folder).as_posix() for path in found.documents}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_who_imports_it_through_others(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "net/model.py": MODEL,
            "net/__init__.py": "",
            "between.py": "from net import model\n",
            "read.py": "import between\nprint(between.model.model.predict([[1.0]]))\n",
            "inside/__init__.py": "",
            "inside/user.py": "from net.model import model as known\n",
            "net/sibling.py": "from .model import model\n",
        },
    )
    assert collected(tmp_path) == {
        "net/model.py",
        "between.py",
        "read.py",
        "inside/user.py",
        "net/sibling.py",
    }


def test_a_word_in_common_is_no_import(tmp_path: Path) -> None:
    """``model`` is a word of many imports, and another file in each of these."""
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            "net/model.py": MODEL,
            "other/model.py": "x = 1\n",
            "other/user.py": "from .model import x\n",
            "far.py": "from elsewhere.model import x\nimport sqlalchemy.model\n",
        },
    )
    assert collected(tmp_path) == {"net/model.py"}
