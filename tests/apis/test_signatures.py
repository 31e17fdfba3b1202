"""Which argument is which of losses and readers, against whatever of the libraries is installed."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from xentlint.apis.frameworks import FRAMEWORKS
from xentlint.apis.losses import CLASSES, FUNCTIONS
from xentlint.apis.readers import OF_PROBABILITIES, READERS

pytestmark = pytest.mark.tensorflow

_PACKAGES = {"tf": "tensorflow"}


def parameters(symbol: str) -> list[str]:
    """The names of the parameters of what ``symbol`` stands for; skips where that is not installed."""
    root, *rest = symbol.split(".")
    found: Any = pytest.importorskip(_PACKAGES.get(root, root))
    for name in rest:
        found = getattr(found, name, None) or _submodule(found, name)
        if found is None:
            pytest.skip("not in this release")
    called: Callable[..., Any] = found
    return list(inspect.signature(called).parameters)


def _submodule(package: Any, name: str) -> Any:
    try:
        return importlib.import_module(f"{package.__name__}.{name}")
    except (ImportError, AttributeError):
        return None


@pytest.mark.parametrize("symbol", READERS)
def test_a_reader_takes_the_output_where_its_row_says(symbol: str) -> None:
    name, position = READERS[symbol].argument
    assert parameters(symbol)[position] == name


@pytest.mark.parametrize("symbol", OF_PROBABILITIES)
def test_what_takes_logits_takes_probabilities_by_its_other_name(symbol: str) -> None:
    name, position = OF_PROBABILITIES[symbol].argument
    assert parameters(symbol)[position] == name


@pytest.mark.parametrize("symbol", FRAMEWORKS)
def test_a_framework_takes_model_and_loss_where_its_row_says(symbol: str) -> None:
    listed = parameters(symbol)
    for name, position in (FRAMEWORKS[symbol].model, FRAMEWORKS[symbol].loss):
        assert name in listed
        assert listed.index(name) == position


@pytest.mark.parametrize("symbol", FUNCTIONS)
def test_a_loss_function_takes_labels_and_predictions_where_its_row_says(symbol: str) -> None:
    listed, row = parameters(symbol), FUNCTIONS[symbol]
    for name, position in (row.true, row.pred):
        assert listed[position] == name
    if row.expects == "flag" and row.flag is not None:
        assert listed.index("from_logits") == row.flag[1]


@pytest.mark.parametrize("symbol", CLASSES)
def test_a_loss_class_takes_its_flag_where_its_row_says(symbol: str) -> None:
    listed, row = parameters(symbol), CLASSES[symbol]
    if row.expects == "flag" and row.flag is not None:
        assert listed.index("from_logits") == row.flag[1]
