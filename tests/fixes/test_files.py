"""A plan may change several files, or several cells of a notebook."""

from __future__ import annotations

import json

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import check_files, fix_of, lint, read, repaired, text_of

MODEL = """\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(10{activation})

    def call(self, x):
        return self.dense(x)
"""
TRAIN = """\
import tensorflow as tf

from model import Net

model = Net()
model.compile("adam", loss={loss})
model.fit(x, y)
"""
USE = """\
from model import Net

model = Net()
model.load_weights("weights.h5")
print({p})
"""
STRING = '"categorical_crossentropy"'
CLASS = "tf.keras.losses.CategoricalCrossentropy(from_logits=True)"


def test_the_model_and_its_loss_in_two_files() -> None:
    check_files(
        {
            "model.py": MODEL.format(activation=', activation="softmax"'),
            "train.py": TRAIN.format(loss=STRING),
        },
        {"model.py": MODEL.format(activation=""), "train.py": TRAIN.format(loss=CLASS)},
    )


def test_a_reader_in_a_third_file_is_given_probabilities_and_the_import_that_it_needs() -> None:
    check_files(
        {
            "model.py": MODEL.format(activation=', activation="softmax"'),
            "train.py": TRAIN.format(loss=STRING),
            "use.py": USE.format(p="model.predict(x)"),
        },
        {
            "model.py": MODEL.format(activation=""),
            "train.py": TRAIN.format(loss=CLASS),
            "use.py": "import tensorflow as tf\n\n" + USE.format(p="tf.nn.softmax(model.predict(x)).numpy()"),
        },
    )


def test_a_reader_in_a_third_file_that_compares_classes_is_left_alone() -> None:
    use = USE.format(p="model.predict(x).argmax(-1)")
    check_files(
        {
            "model.py": MODEL.format(activation=', activation="softmax"'),
            "train.py": TRAIN.format(loss=STRING),
            "use.py": use,
        },
        {"model.py": MODEL.format(activation=""), "train.py": TRAIN.format(loss=CLASS), "use.py": use},
    )


def test_a_model_that_a_third_file_saves_makes_it_unsafe() -> None:
    use = 'from model import Net\n\nmodel = Net()\nmodel.save("model.keras")\n'
    check_files(
        {
            "model.py": MODEL.format(activation=', activation="softmax"'),
            "train.py": TRAIN.format(loss=STRING),
            "use.py": use,
        },
        {"model.py": MODEL.format(activation=""), "train.py": TRAIN.format(loss=CLASS), "use.py": use},
        Applicability.UNSAFE,
    )


@pytest.mark.parametrize(
    "use",
    [
        "import inspect\n\nimport model\n\nprint(dict(inspect.getmembers(model))['Net']()(x))\n",
        "import sys\n\nimport model\n\nprint(sys.modules['model'].Net()(x))\n",
        "import model\n\nfor name in dir(model):\n    print(getattr(model, name))\n",
        "import model\n\nprint(getattr(model, 'N' + x)()(x))\n",
    ],
)
def test_a_third_file_that_takes_what_it_reads_by_an_unknown_name_makes_it_unsafe(use: str) -> None:
    check_files(
        {
            "model.py": MODEL.format(activation=', activation="softmax"'),
            "train.py": TRAIN.format(loss=STRING),
            "use.py": use,
        },
        {"model.py": MODEL.format(activation=""), "train.py": TRAIN.format(loss=CLASS), "use.py": use},
        Applicability.UNSAFE,
    )


def notebook(*cells: str) -> bytes:
    """A notebook of code cells, with one space of indentation as nobody's editor writes it."""
    content = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": cell.splitlines(keepends=True),
            }
            for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=1).encode()


def cells_of(raw: str) -> list[str]:
    """The sources of the cells of a notebook."""
    return ["".join(cell["source"]) for cell in json.loads(raw)["cells"]]


def test_the_cells_of_a_notebook_change_together() -> None:
    before = notebook(
        "from tensorflow import keras",
        'model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])',
        'model.compile("adam", loss="categorical_crossentropy")\nmodel.fit(x, y)',
        "%matplotlib inline\nprint(model.predict(x))",
        "model.predict(x).argmax(-1)",
    )
    after = repaired(read({"train.ipynb": before}))
    assert cells_of(text_of(after["train.ipynb"])) == [
        "import tensorflow as tf\nfrom tensorflow import keras",
        "model = keras.Sequential([keras.layers.Dense(10)])",
        'model.compile(\n    "adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True)\n)\nmodel.fit(x, y)',
        "%matplotlib inline\nprint(tf.nn.softmax(model.predict(x)).numpy())",
        "model.predict(x).argmax(-1)",
    ]
    assert lint(after) == ()


def test_the_reason_names_the_cell() -> None:
    before = notebook(
        "import tensorflow as tf",
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])',
        'model.compile("adam", loss="categorical_crossentropy")\nmodel.fit(x, y)\nmodel.save("m.keras")',
    )
    (found,) = lint(read({"train.ipynb": before}))
    assert found.fix is not None
    assert found.fix.message.endswith("; unsafe: the model is saved or exported (train.ipynb:cell 2:3)")


def test_what_a_cell_displays_is_read() -> None:
    before = notebook(
        "import tensorflow as tf",
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])',
        'model.compile("adam", loss="categorical_crossentropy")\nmodel.fit(x, y)',
        "model.predict(x)",
    )
    after = repaired(read({"train.ipynb": before}))
    assert cells_of(text_of(after["train.ipynb"]))[3] == "tf.nn.softmax(model.predict(x)).numpy()"


def test_the_last_line_of_a_cell_can_go() -> None:
    before = notebook(
        "import tensorflow as tf",
        "i = tf.keras.Input((4,))\no = tf.keras.layers.Dense(10)(i)\no = tf.nn.softmax(o)",
        "model = tf.keras.Model(i, o)\n"
        'model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))\n'
        "model.fit(x, y)",
    )
    after = repaired(read({"train.ipynb": before}))
    assert cells_of(text_of(after["train.ipynb"]))[1] == (
        "i = tf.keras.Input((4,))\no = tf.keras.layers.Dense(10)(i)"
    )


def test_only_the_touched_strings_of_a_notebook_change() -> None:
    before = notebook(
        "import tensorflow as tf",
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])',
        "model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))\nmodel.fit(x, y)",
    )
    after = repaired(read({"train.ipynb": before}))["train.ipynb"].raw
    assert after == before.replace(rb", activation=\"softmax\"", b"")


def test_the_message_names_the_first_reasons_and_where_they_are() -> None:
    fix = fix_of(
        """\
        import tensorflow as tf

        model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", loss="categorical_crossentropy", metrics=[own])
        model.fit(x, y)
        model.save("model.keras")
        """
    )
    assert fix.message == (
        "remove the softmax and use from_logits=True; unsafe: the model is saved or exported (program.py:6); "
        "a metric of compile() is unknown and may need probabilities (program.py:4)"
    )


@pytest.mark.parametrize(("version", "safe"), [("2.0.8", False), ("2.3.1", True), ("3.4.0", True)])
def test_a_notebook_that_was_run_with_an_old_keras_is_not_given_names_of_today(
    version: str, safe: bool
) -> None:
    content = json.loads(
        notebook(
            "import keras\nkeras.__version__",
            'model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])\n'
            "model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))\nmodel.fit(x, y)",
        )
    )
    content["cells"][0]["outputs"] = [
        {"output_type": "execute_result", "data": {"text/plain": [f"'{version}'"]}}
    ]
    fixes = [each.fix for each in lint(read({"train.ipynb": json.dumps(content).encode()}))]
    assert [fix is not None and fix.applicability is Applicability.SAFE for fix in fixes] == [safe]


@pytest.mark.parametrize(
    ("version", "applicability"), [("2.3.1", "DISPLAY"), ("2.4.0", "SAFE"), ("3.4.0", "SAFE")]
)
def test_layers_of_an_old_keras_take_no_arrays(version: str, applicability: str) -> None:
    content = json.loads(
        notebook(
            "import keras\nkeras.__version__",
            'model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])\n'
            'model.compile(loss="categorical_crossentropy")\nmodel.fit(x, y)',
            "print(model.predict(x))",
        )
    )
    content["cells"][0]["outputs"] = [
        {"output_type": "execute_result", "data": {"text/plain": [f"'{version}'"]}}
    ]
    fixes = [each.fix for each in lint(read({"train.ipynb": json.dumps(content).encode()}))]
    assert [fix.applicability.name for fix in fixes if fix is not None] == [applicability]
