"""The rows of labels, against the packages; and what becomes of labels that the loss does not take."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

import pytest

from xentlint.apis.labels import DATA_SETS, ENCODERS, FOLDERS, SAME_BATCHES

pytestmark = pytest.mark.tensorflow
KERAS = ["keras", "tf_keras"]


def _named(name: str, keras: str = "keras") -> Any:
    home, _, last = name.rpartition(".")
    home = home.replace("tf", "tensorflow", 1) if home == "tf" else home.replace("keras", keras, 1)
    pytest.importorskip(home.partition(".")[0])
    try:
        return getattr(importlib.import_module(home), last)
    except (AttributeError, ImportError):
        pytest.skip("not in this release")


@pytest.mark.parametrize("keras", KERAS)
@pytest.mark.parametrize("name", DATA_SETS)
def test_a_data_set_has_the_classes_that_its_page_tells(name: str, keras: str) -> None:
    row, told = DATA_SETS[name], inspect.getdoc(_named(name, keras)) or ""
    ranges = {int(most) + 1 for most in re.findall(r"range[s]? 0-(\d+)", told)}
    classes = {int(number) for number in re.findall(r"(\d+) (?:fine-grained )?(?:classes|topics)", told)}
    if ranges or classes:
        assert row.classes in ranges | classes
    else:
        module = inspect.getdoc(inspect.getmodule(_named(name, keras))) or ""
        assert "0 or 1" in told or "(positive/negative)" in told + module or f"{row.classes} topics" in told
    shapes = re.findall(r"y_train`?.*?shape `?\(\d+,? ?(\d*)\)", told, re.DOTALL)
    assert all(bool(width) is (row.rank == 2) for width in shapes)
    if row.option:
        assert row.option in inspect.signature(_named(name, keras)).parameters


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_makes_rows_of_as_many_classes_as_it_is_told(name: str) -> None:
    np = pytest.importorskip("numpy")
    row, encode = ENCODERS[name], _named(name)
    listed = list(inspect.signature(encode).parameters)
    assert listed.index(row.classes[0]) == row.classes[1]
    assert tuple(np.shape(encode(np.array([0, 2]), 5))) == (2, 5)
    assert len(np.shape(encode(np.array([[0], [2]]), 5))) == (2 if row.squeezes else 3)


@pytest.mark.parametrize("keras", KERAS)
@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_read_with_the_labels_of_its_row(name: str, keras: str) -> None:
    row, parameters = FOLDERS[name], inspect.signature(_named(name, keras)).parameters
    assert list(parameters).index(row.argument[0]) == row.argument[1]
    assert parameters[row.argument[0]].default == row.default


def test_methods_that_keep_batches_keep_elements() -> None:
    tf = pytest.importorskip("tensorflow")
    batches = tf.data.Dataset.from_tensor_slices([1, 2, 3])
    given: dict[str, tuple[Any, ...]] = {
        "prefetch": (1,), "shuffle": (3,), "skip": (1,), "take": (2,), "with_options": (tf.data.Options(),),
    }  # fmt: skip
    for name in SAME_BATCHES:
        kept = getattr(batches, name)(*given.get(name, ()))
        assert kept.element_spec == batches.element_spec
        assert {int(each) for each in kept.take(3)} <= {1, 2, 3}


@pytest.mark.parametrize("keras", KERAS)
def test_labels_of_another_form_are_refused_or_train_something_else(keras: str) -> None:
    """What XEN401 says of each, on the numbers themselves."""
    np = pytest.importorskip("numpy")
    losses = pytest.importorskip(keras).losses
    numbers = np.array([1, 2, 9, 0])
    rows = np.eye(10, dtype="float32")[numbers]
    output = np.random.default_rng(0).dirichlet(np.ones(10), 4).astype("float32")
    for loss, labels in (
        (losses.SparseCategoricalCrossentropy(), rows),
        (losses.CategoricalCrossentropy(), numbers),
        (losses.CategoricalCrossentropy(), numbers[:, None]),
        (losses.CategoricalCrossentropy(), rows[:, :5]),
    ):
        with pytest.raises(Exception, match=r"(?i)shape|rank"):
            loss(labels, output)
    one = np.full((4, 1), 0.99, "float32")
    assert float(losses.BinaryCrossentropy()(numbers[:, None].astype("float32"), one)) < 0
    answers, asked = np.array([0, 1, 1, 0], "float32"), np.array([[0.1], [0.9], [0.5], [0.7]], "float32")
    right = np.array(losses.binary_crossentropy(answers[:, None], asked))
    try:
        broadcast = np.array(losses.binary_crossentropy(answers, asked))
    except ValueError:
        assert keras == "keras"
    else:
        assert not np.allclose(broadcast, right)
