"""A repair of a module is safe when everybody who uses the module was looked at, wherever they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xentlint import check, fix
from xentlint.config.settings import Settings
from xentlint.rules.diagnostic import Applicability, Fix

MODEL = """\
import numpy as np
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3, activation="softmax")])
net.compile("sgd", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
net.fit(np.zeros((4, 4)), np.zeros(4))
"""
USER = """\
import numpy as np
from {module} import net

print(net.predict(np.zeros((4, 4))))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")
    (tmp_path / "other.py").write_text("import numpy as np\n\nprint(np.zeros(3))\n", encoding="utf-8")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def repair_of(*paths: Path) -> Fix:
    (found,) = check(paths, settings=Settings(cache=False))
    assert found.fix is not None
    return found.fix


def test_a_module_that_nobody_imports_is_repaired(project: Path) -> None:
    assert repair_of(project / "model.py").applicability is Applicability.SAFE


def test_who_reads_predictions_is_repaired_too_though_only_the_module_is_named(project: Path) -> None:
    write(project / "predict.py", USER.format(module="model"))
    fix(project / "model.py", settings=Settings(cache=False))
    assert "tf.nn.softmax(net.predict(np.zeros((4, 4)))).numpy()" in (project / "predict.py").read_text(
        "utf-8"
    )


def test_the_way_may_lead_through_files_that_speak_of_no_library(project: Path) -> None:
    write(project / "shared.py", "from model import net\n")
    write(project / "predict.py", USER.format(module="shared"))
    for named in (project / "model.py", project):
        assert {Path(edit.span.path).name for edit in repair_of(named).edits} == {"model.py", "predict.py"}


def test_who_is_out_of_the_named_folder_is_told(project: Path) -> None:
    write(project / "src" / "model.py", MODEL)
    write(project / "scripts" / "predict.py", USER.format(module="src.model"))
    told = repair_of(project / "src")
    assert told.applicability is Applicability.UNSAFE
    assert told.message.endswith("unsafe: predict.py imports model and was not checked")


@pytest.mark.parametrize(
    "found",
    [
        "import sys\nsys.path.insert(0, 'code')\nfrom net import net\nprint(net.predict(x))\n",
        "import runpy\nprint(runpy.run_path('code/net.py')['net'].predict(x))\n",
        "with open('code/net.py') as file:\n    exec(file.read())\nprint(net.predict(x))\n",
    ],
)
def test_who_runs_the_module_without_an_import_that_leads_to_it_was_not_looked_at(
    project: Path, found: str
) -> None:
    (project / "model.py").unlink()
    write(project / "code" / "net.py", MODEL)
    assert repair_of(project).applicability is Applicability.SAFE
    write(project / "scripts" / "show.py", found)
    told = repair_of(project)
    assert told.applicability is Applicability.UNSAFE
    assert told.message.endswith("unsafe: show.py imports net and was not checked")


def test_a_notebook_may_run_the_module(project: Path) -> None:
    cells = [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": [line]}
        for line in ("%run -i model.py", "net.predict([[1, 2, 3, 4]])")
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    write(project / "show.ipynb", json.dumps(notebook, indent=1))
    assert repair_of(project).message.endswith("unsafe: show.ipynb imports model and was not checked")


def test_a_module_of_the_same_name_elsewhere_is_another_one(project: Path) -> None:
    write(project / "other" / "model.py", "net = None\n")
    write(project / "other" / "show.py", USER.format(module="model"))
    assert repair_of(project).applicability is Applicability.SAFE
