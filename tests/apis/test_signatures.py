"""Which argument is which of losses and readers, in every spelling of them that is installed."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

import pytest

from xentlint.apis.frameworks import FRAMEWORKS, FrameworkRow, is_tuner
from xentlint.apis.losses import CLASSES, DISTRIBUTIONS, FUNCTIONS, TASKS
from xentlint.apis.readers import OF_PROBABILITIES, READERS

from .installed import everywhere, has_both_kerases

pytestmark = pytest.mark.tensorflow

GONE = {
    "tf.distributions.OneHotCategorical",  # tf.contrib.distributions, which ended with TensorFlow 1
}
"""Names that no release since TensorFlow 2.16 has."""
PACKAGES = {"tf": "tensorflow"}


def signatures(symbol: str) -> dict[str, list[str]]:
    """The names of the parameters of what ``symbol`` stands for, by spelling; skips where it is not installed."""
    root = symbol.partition(".")[0]
    pytest.importorskip(PACKAGES.get(root, root))
    found = {name: list(inspect.signature(value).parameters) for name, value in everywhere(symbol).items()}
    if not found:
        assert symbol in GONE or not has_both_kerases(), "no release that is installed has it"
        pytest.skip("in no release that is installed")
    return found


def takes(symbol: str, arguments: Iterable[tuple[str, int]]) -> None:
    """Every spelling has each of ``arguments`` under its name, in its place."""
    for spelling, listed in signatures(symbol).items():
        for name, position in arguments:
            assert listed[position] == name, spelling


@pytest.mark.parametrize("symbol", READERS)
def test_a_reader_takes_the_output_where_its_row_says(symbol: str) -> None:
    takes(symbol, [READERS[symbol].argument])


@pytest.mark.parametrize("symbol", OF_PROBABILITIES)
def test_what_takes_logits_takes_probabilities_by_its_other_name(symbol: str) -> None:
    takes(symbol, [OF_PROBABILITIES[symbol].argument])


@pytest.mark.parametrize("symbol", DISTRIBUTIONS)
def test_a_distribution_takes_logits_where_its_row_says(symbol: str) -> None:
    takes(symbol, [DISTRIBUTIONS[symbol].pred])
    for found in everywhere(symbol).values():
        assert next(iter(inspect.signature(found.log_prob).parameters)) == "self"
        assert list(inspect.signature(found.log_prob).parameters)[1] == DISTRIBUTIONS[symbol].true[0]


@pytest.mark.parametrize("symbol", TASKS)
def test_a_task_takes_a_loss_and_computes_it_of_labels_and_predictions(symbol: str) -> None:
    assert all("loss" in listed for listed in signatures(symbol).values())
    for found in everywhere(symbol).values():
        assert list(inspect.signature(found.call).parameters)[1:3] == ["labels", "predictions"]


@pytest.mark.parametrize("symbol", FRAMEWORKS)
def test_a_framework_takes_model_and_loss_where_its_row_says(symbol: str) -> None:
    row: FrameworkRow = FRAMEWORKS[symbol]
    takes(symbol, [row.model, row.loss])
    if row.default:
        for found in everywhere(symbol).values():
            parameters = inspect.signature(found).parameters
            assert parameters[row.loss[0]].default is None
            assert row.default.rpartition(".")[2] in inspect.getsource(inspect.getmodule(found))


def test_a_tuner_takes_what_builds_the_model_first() -> None:
    tuners = pytest.importorskip("keras_tuner")
    for name in ("RandomSearch", "Hyperband", "BayesianOptimization", "GridSearch"):
        assert is_tuner(f"keras_tuner.{name}")
        assert list(inspect.signature(getattr(tuners, name).__init__).parameters)[1] == "hypermodel"


@pytest.mark.parametrize("symbol", FUNCTIONS)
def test_a_loss_function_takes_labels_and_predictions_where_its_row_says(symbol: str) -> None:
    row = FUNCTIONS[symbol]
    for spelling, listed in signatures(symbol).items():
        for name, position in (row.true, row.pred):
            # Releases differ in the name of the predictions: the row has every one.
            assert listed[position] == name or (name == row.pred[0] and listed[position] in row.names), (
                spelling
            )
        if row.expects == "flag" and row.flag is not None:
            assert listed.index("from_logits") == row.flag[1], spelling


@pytest.mark.parametrize("symbol", CLASSES)
def test_a_loss_class_takes_its_flag_where_its_row_says(symbol: str) -> None:
    row = CLASSES[symbol]
    for spelling, listed in signatures(symbol).items():
        assert ("from_logits" in listed) is (row.expects == "flag"), spelling
        if row.expects == "flag" and row.flag is not None:
            assert listed.index("from_logits") == row.flag[1], spelling
