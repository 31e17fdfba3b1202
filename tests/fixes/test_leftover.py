"""An import whose last user a repair takes out goes with it, and no other import does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import xentlint

from .programs import applied, fix_of, read, text_of

PROGRAM = """\
import tensorflow as tf
{imports}

model = tf.keras.Sequential([Dense(10), Softmax()])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y)
{after}"""
IMPORTS = {
    "one line": (
        "from tensorflow.keras.layers import Dense, Softmax",
        "from tensorflow.keras.layers import Dense",
    ),
    "first of them": (
        "from tensorflow.keras.layers import Softmax, Dense",
        "from tensorflow.keras.layers import Dense",
    ),
    "in the middle": (
        "from tensorflow.keras.layers import Conv2D, Softmax, Dense",
        "from tensorflow.keras.layers import Conv2D, Dense",
    ),
    "a line of its own": (
        "from tensorflow.keras.layers import (\n    Dense,\n    Softmax,\n)",
        "from tensorflow.keras.layers import (\n    Dense,\n)",
    ),
    "the last line, without a comma": (
        "from tensorflow.keras.layers import (\n    Dense,\n    Softmax\n)",
        "from tensorflow.keras.layers import (\n    Dense\n)",
    ),
    "a statement of its own": (
        "from tensorflow.keras.layers import Dense\nfrom tensorflow.keras.layers import Softmax",
        "from tensorflow.keras.layers import Dense",
    ),
    "a block of its own": (
        "from tensorflow.keras.layers import Dense\n\nfrom tensorflow.keras.layers import Softmax",
        "from tensorflow.keras.layers import Dense",
    ),
    "by another name": (
        "from tensorflow.keras.layers import Dense, ReLU as Softmax, Softmax",
        "from tensorflow.keras.layers import Dense, ReLU as Softmax, Softmax",
    ),
}
USERS = {
    "another call": "other = Softmax()\n",
    "a list of what others may import": '__all__ = ["Softmax"]\n',
    "a comment": "# Softmax was there before\n",
}


def repaired(folder: Path, files: dict[str, str]) -> dict[str, str]:
    for name, text in files.items():
        (folder / name).write_text(text)
    xentlint.fix([folder])
    found = {name: (folder / name).read_text() for name in files}
    for text in found.values():
        ast.parse(text)
    assert "Softmax()])" not in found["train.py"]
    return found


@pytest.mark.parametrize(("before", "after"), IMPORTS.values(), ids=IMPORTS.keys())
def test_it_goes_with_its_last_user(tmp_path: Path, before: str, after: str) -> None:
    found = repaired(tmp_path, {"train.py": PROGRAM.format(imports=before, after="")})
    assert found["train.py"].partition("\n\nmodel")[0] == f"import tensorflow as tf\n{after}"


@pytest.mark.parametrize("user", USERS.values(), ids=USERS.keys())
def test_it_stays_where_anything_else_names_it(tmp_path: Path, user: str) -> None:
    line = "from tensorflow.keras.layers import Dense, Softmax"
    found = repaired(tmp_path, {"train.py": PROGRAM.format(imports=line, after=user)})
    assert line in found["train.py"]


def test_it_stays_where_another_module_takes_it_from_there(tmp_path: Path) -> None:
    line = "from tensorflow.keras.layers import Dense, Softmax"
    program = PROGRAM.format(imports=line, after="")
    found = repaired(tmp_path, {"train.py": program, "other.py": "from train import Softmax\n"})
    assert line in found["train.py"]


def test_a_module_of_the_library_stays(tmp_path: Path) -> None:
    program = PROGRAM.format(imports="from tensorflow.keras import layers", after="")
    program = program.replace("[Dense(10), Softmax()]", "[tf.keras.layers.Dense(10), layers.Softmax()]")
    found = repaired(tmp_path, {"train.py": program})
    assert "from tensorflow.keras import layers\n" in found["train.py"]
    assert "layers.Softmax" not in found["train.py"]


def test_of_modules_of_the_project_nothing_is_known(tmp_path: Path) -> None:
    """To import one may have an effect, whatever it is imported for."""
    files = {
        "heads.py": "from tensorflow.keras.layers import Softmax\n",
        "train.py": PROGRAM.format(
            imports="from heads import Softmax\nfrom tensorflow.keras.layers import Dense", after=""
        ),
    }
    assert "from heads import Softmax" in repaired(tmp_path, files)["train.py"]


TOGETHER = """\
import numpy as np
from tensorflow.keras import Sequential
{imports}

digits = Sequential([Dense(10), Softmax()])
digits.compile("adam", SparseCategoricalCrossentropy(from_logits=True))
digits.fit(x, y)
letters = Sequential([Dense(26), Softmax()])
letters.compile("adam", SparseCategoricalCrossentropy(from_logits=True))
letters.fit(x, y)
{after}"""
SEVERAL = {
    "one line": (
        "from tensorflow.keras.layers import Dense, Softmax\n"
        "from tensorflow.keras.losses import SparseCategoricalCrossentropy",
        "from tensorflow.keras.layers import Dense\n"
        "from tensorflow.keras.losses import SparseCategoricalCrossentropy",
    ),
    "a line of its own": (
        "from tensorflow.keras.layers import (\n    Dense,\n    Softmax,  # the last\n)\n"
        "from tensorflow.keras.losses import SparseCategoricalCrossentropy",
        "from tensorflow.keras.layers import (\n    Dense,\n)\n"
        "from tensorflow.keras.losses import SparseCategoricalCrossentropy",
    ),
    "a statement of its own": (
        "from tensorflow.keras.layers import Dense\n"
        "from tensorflow.keras.layers import Softmax\n"
        "from tensorflow.keras.losses import SparseCategoricalCrossentropy",
        "from tensorflow.keras.layers import Dense\n"
        "from tensorflow.keras.losses import SparseCategoricalCrossentropy",
    ),
}


@pytest.mark.parametrize(("before", "after"), SEVERAL.values(), ids=SEVERAL.keys())
def test_it_goes_with_the_last_users_of_several_repairs(tmp_path: Path, before: str, after: str) -> None:
    found = repaired(tmp_path, {"train.py": TOGETHER.format(imports=before, after="")})
    top, rest = found["train.py"].split("\n\n")
    assert top == f"import numpy as np\nfrom tensorflow.keras import Sequential\n{after}"
    assert rest.startswith("digits = Sequential([Dense(10)])\n")


@pytest.mark.parametrize("user", USERS.values(), ids=USERS.keys())
def test_it_stays_after_several_where_anything_else_names_it(tmp_path: Path, user: str) -> None:
    line = SEVERAL["one line"][0]
    found = repaired(tmp_path, {"train.py": TOGETHER.format(imports=line, after=user)})
    assert "import Dense, Softmax\n" in found["train.py"]


def test_it_stays_after_several_where_another_module_takes_it_from_there(tmp_path: Path) -> None:
    program = TOGETHER.format(imports=SEVERAL["one line"][0], after="")
    found = repaired(tmp_path, {"train.py": program, "other.py": "from train import Softmax\n"})
    assert "import Dense, Softmax\n" in found["train.py"]


def test_what_nobody_used_before_is_left_to_its_author(tmp_path: Path) -> None:
    imports = SEVERAL["one line"][0].replace("Dense, ", "Dense, Dropout, ")
    found = repaired(tmp_path, {"train.py": TOGETHER.format(imports=imports, after="")})
    assert "import Dense, Dropout\n" in found["train.py"]


WORDS = {
    "of a function": (
        'def build():\n    head = "softmax"\n    return Sequential([Dense(10, activation=head)])\n\n\nnet = build()\n',
        "def build():\n    return Sequential([Dense(10)])\n\n\nnet = build()\n",
    ),
    "of a class": (
        'class Names:\n    head = "softmax"\n    loss = ""\n\n\n'
        "net = Sequential([Dense(10, activation=Names.head)])\n",
        'class Names:\n    head = "softmax"\n    loss = ""\n\n\nnet = Sequential([Dense(10)])\n',
    ),
    "with a comment for it alone": (
        '# Of the last layer:\nHEAD = "softmax"\n\nnet = Sequential([Dense(10, activation=HEAD)])\n',
        "\nnet = Sequential([Dense(10)])\n",
    ),
    "bound on several paths": (
        'HEAD = "softmax"\nif len(x) > 9:\n    HEAD = "softmax"\nnet = Sequential([Dense(10, activation=HEAD)])\n',
        'HEAD = "softmax"\nif len(x) > 9:\n    HEAD = "softmax"\nnet = Sequential([Dense(10)])\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), WORDS.values(), ids=WORDS.keys())
def test_a_word_for_text_goes_with_its_last_user(before: str, after: str) -> None:
    program = (
        "from tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense\n"
        "from tensorflow.keras.losses import SparseCategoricalCrossentropy\n\n{}"
        'net.compile("adam", SparseCategoricalCrossentropy(from_logits=True))\nnet.fit(x, y)\n'
    )
    document = read({"program.py": program.format(before)})
    fix = fix_of(program.format(before))
    result = applied(document, [fix])["program.py"]
    assert text_of(result) == program.format(after)
