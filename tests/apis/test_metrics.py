"""The metric rows against the measurements, the installed signatures' positions, and the spellings."""

from __future__ import annotations

import pytest

from xentlint.apis.metrics import METRICS, MetricRow, canonical_metric, metric_row, resolve_metric
from xentlint.apis.runtimes import Era
from xentlint.apis.spaces import LossKind

from .measured import MetricCell, era_of, metric_cells

CELLS = metric_cells()

KERAS_3_0 = "tensorflow 2.16.2 / keras 3"


def base_name(metric: str) -> str:
    return metric.partition("(")[0]


def is_compiled(cell: MetricCell) -> bool:
    return cell.metric.startswith("compile:")


def row_of(cell: MetricCell) -> MetricRow:
    row = metric_row(base_name(cell.metric))
    assert row is not None, f"{cell.metric} has no row"
    return row


SWITCHED = {
    "Precision(top_k=1)",
    "Recall(top_k=1,class_id=1)",
    "F1Score(threshold=.5)",
    "F1Score(binary thr .5)",
}
"""Measured with the argument that the row's ``switch`` names."""

SOFTMAX_PREDICTIONS = {
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
    "AUC(multiclass onehot)",
    "AUC(multi_label)",
}
"""Measured repairs where the predictions came from a softmax; the others came from a sigmoid."""

COINCIDENCES = {
    ("PrecisionAtRecall", "same"): "a swept threshold happens to give the same value on these data",
    ("SpecificityAtSensitivity", "same"): "the same",
    ("Accuracy(multiclass)", "same"): "0.0 twice: no score equals a label in either space",
}


def expected_words(cell: MetricCell) -> set[str]:
    """What the row says must have happened on logits."""
    row, era = row_of(cell), era_of(cell.runtime)
    space = row.space
    if cell.metric in SWITCHED:
        assert row.switch is not None
        space = row.switch.space
    if row.range_checked and era < Era.TF210_213:
        return {"raises"}
    if space == "order-only":
        return {"same"}
    if space == "classes":
        # Negative class numbers raise or count nothing, depending on the release.
        return {"differs", "raises"}
    return {"differs"}


def test_the_table_is_complete() -> None:
    assert len({cell.runtime for cell in CELLS}) == 12
    assert len(CELLS) == 600 - 46, "600 measurements, 46 of metrics that a release does not have"


def test_each_metric_changes_or_not_on_logits_as_its_row_says() -> None:
    surprising = {
        (cell.metric, cell.word)
        for cell in CELLS
        if not is_compiled(cell) and cell.word != "broken" and cell.word not in expected_words(cell)
    }
    assert surprising == COINCIDENCES.keys()


def test_the_only_measurements_that_fail_on_probabilities_are_of_multi_label_auc() -> None:
    broken = {
        (base_name(cell.metric), era_of(cell.runtime))
        for cell in CELLS
        if cell.word == "broken" and not is_compiled(cell)
    }
    assert broken == {("AUC", Era.TF20_23)}


def test_each_repair_works_where_its_row_says_and_nowhere_else() -> None:
    """Keras 3.0 refuses ``threshold=0.0`` of ``BinaryAccuracy``: one release, so the row does not say it."""
    wrong = []
    for cell in CELLS:
        if cell.repaired is None:
            continue
        function = "softmax" if cell.metric in SOFTMAX_PREDICTIONS else "sigmoid"
        if row_of(cell).repairable(function, [era_of(cell.runtime)]) is not cell.repaired:
            wrong.append((cell.metric, cell.runtime))
    assert wrong == [("BinaryAccuracy", KERAS_3_0)]
    assert sum(cell.repaired is not None for cell in CELLS) > 100


COMPILED = {
    "accuracy+SCCE": ("accuracy", LossKind.SPARSE, 5),
    "accuracy+CCE": ("accuracy", LossKind.CATEGORICAL, 5),
    "acc+BCE(binary)": ("acc", LossKind.BINARY, 1),
    "accuracy+BCE(binary)": ("accuracy", LossKind.BINARY, 1),
    "accuracy+BCE(multilabel 5)": ("accuracy", LossKind.BINARY, 5),
    "binary_accuracy+BCE": ("binary_accuracy", LossKind.BINARY, 1),
    "AUC str+BCE": ("AUC", LossKind.BINARY, 1),
    "crossentropy str+SCCE": ("crossentropy", LossKind.SPARSE, 5),
}


@pytest.mark.parametrize("case", COMPILED)
def test_strings_in_compile_resolve_to_what_was_measured(case: str) -> None:
    cells = [cell for cell in CELLS if cell.metric == f"compile:{case}"]
    assert len(cells) == 12
    for cell in cells:
        era = era_of(cell.runtime)
        rows = [METRICS[name] for name in resolve_metric(*COMPILED[case], [era])]
        possible = set()
        for row in rows:
            checked = row.range_checked and era < Era.TF210_213
            possible.add("raises" if checked else "same" if row.space == "order-only" else "differs")
        assert cell.word in (possible or {"broken"}), cell


class TestStringsThatKerasResolves:
    def test_one_unit_is_binary(self) -> None:
        for kind in LossKind:
            assert resolve_metric("accuracy", kind, 1) == {"binary_accuracy"}

    def test_the_labels_of_the_loss_decide_for_several_units(self) -> None:
        assert resolve_metric("acc", LossKind.SPARSE, 10) == {"sparse_categorical_accuracy"}
        assert resolve_metric("Accuracy", LossKind.CATEGORICAL, None) == {"categorical_accuracy"}

    def test_several_labels_were_binary_in_the_oldest_releases_only(self) -> None:
        assert resolve_metric("accuracy", LossKind.BINARY, 5, [Era.KERAS3]) == {"categorical_accuracy"}
        assert resolve_metric("accuracy", LossKind.BINARY, 5, [Era.TF20_23]) == {
            "binary_accuracy",
            "categorical_accuracy",
        }

    def test_unknown_units_of_a_binary_loss_stay_open(self) -> None:
        assert resolve_metric("accuracy", LossKind.BINARY, None, [Era.KERAS3]) == {
            "binary_accuracy",
            "categorical_accuracy",
        }

    def test_keras_3_has_no_crossentropy_string(self) -> None:
        assert resolve_metric("ce", LossKind.BINARY, 1, [Era.TF24]) == {"binary_crossentropy"}
        assert resolve_metric("ce", LossKind.BINARY, 1, [Era.KERAS3]) == frozenset()

    def test_any_other_string_is_itself(self) -> None:
        assert resolve_metric("AUC", LossKind.BINARY, 1) == {"auc"}
        assert resolve_metric("my_metric", LossKind.BINARY, 1) == frozenset()


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("auc", "auc"),
        ("tf.keras.metrics.AUC", "auc"),
        ("tensorflow.keras.metrics.BinaryAccuracy", "binary_accuracy"),
        ("keras.metrics.binary_accuracy", "binary_accuracy"),
        ("tf.metrics.TruePositives", "true_positives"),
        ("tf.compat.v1.keras.metrics.Recall", "recall"),
        ("keras.losses.binary_crossentropy", "binary_crossentropy"),
        ("TopKCategoricalAccuracy", "top_k_categorical_accuracy"),
        ("SparseTopKCategoricalAccuracy", "sparse_top_k_categorical_accuracy"),
        ("F1Score", "f1_score"),
        ("FBetaScore", "fbeta_score"),
        ("KLDivergence", "kl_divergence"),
        ("kullback_leibler_divergence", "kl_divergence"),
        ("OneHotMeanIoU", "one_hot_mean_iou"),
        ("one_hot_mean_io_u", "one_hot_mean_iou"),
        ("MSE", "mean_squared_error"),
        ("BCE", "binary_crossentropy"),
        ("acc", "accuracy"),
        ("keras.metrics.Accuracy", "accuracy"),
    ],
)
def test_every_spelling_of_keras_is_known(spelling: str, name: str) -> None:
    assert canonical_metric(spelling) == name
    row = metric_row(spelling)
    assert row is not None
    assert row.name == name


@pytest.mark.parametrize(
    "foreign",
    [
        "sklearn.metrics.AUC",
        "tf.compat.v1.metrics.auc",
        "torchmetrics.Precision",
        "tf.keras.layers.AUC",
        "dice",
        "",
    ],
)
def test_other_names_are_no_keras_metric(foreign: str) -> None:
    assert canonical_metric(foreign) is None
    assert metric_row(foreign) is None


def test_a_repair_is_whole_or_absent() -> None:
    for row in METRICS.values():
        parts = (row.repair, row.repair_value, row.repair_functions, row.repair_eras)
        assert all(parts) or not any(parts), row
        assert (row.position is not None) == (row.repair is not None), row


@pytest.mark.tensorflow
def test_positions_are_those_of_the_installed_keras() -> None:
    import inspect

    tensorflow = pytest.importorskip("tensorflow")
    metrics = tensorflow.keras.metrics
    classes = {canonical_metric(name): getattr(metrics, name) for name in dir(metrics) if name[0].isupper()}
    for row in METRICS.values():
        if not inspect.isclass(classes.get(row.name)):
            continue
        parameters = list(inspect.signature(classes[row.name].__init__).parameters)[1:]
        if row.position is not None:
            assert parameters[row.position] == row.repair
        if row.switch is not None:
            assert parameters[row.switch.position] == row.switch.keyword
        if row.function_position is not None:
            function = getattr(metrics, row.name)
            assert list(inspect.signature(function).parameters)[row.function_position] == row.repair
