"""The rows of library models, against whatever of the libraries is installed."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

from xentlint.apis.library import ANY_APPLICATION, LIBRARY_MODELS, LibraryModelRow, model_base, model_row

APPLICATIONS = {
    name.rpartition(".")[2]: row for name, row in LIBRARY_MODELS.items() if name != ANY_APPLICATION
}


def _signature(package: str, name: str) -> inspect.Signature | None:
    pytest.importorskip(package.partition(".")[0])
    made = getattr(importlib.import_module(package), name, None)
    return None if made is None else inspect.signature(made)


@pytest.mark.tensorflow
@pytest.mark.parametrize("package", ["keras.applications", "tf_keras.applications"])
@pytest.mark.parametrize("name", APPLICATIONS)
def test_an_application_takes_the_arguments_of_its_row(package: str, name: str) -> None:
    signature = _signature(package, name)
    if signature is None:
        pytest.skip("not in this release")
    row = APPLICATIONS[name]
    listed = list(signature.parameters)
    assert row.include_top is not None
    argument, position = row.include_top
    assert argument in listed
    if position is not None:
        assert listed.index(argument) == position
    assert signature.parameters[argument].default is True
    assert set(row.classes) <= set(listed)
    assert signature.parameters["classes"].default == row.units
    if row.chosen_by is not None and row.chosen_by in listed:
        assert signature.parameters[row.chosen_by].default == row.activation


@pytest.mark.tensorflow
def test_every_application_that_is_installed_has_a_row() -> None:
    applications = pytest.importorskip("keras").applications
    models = {name for name in dir(applications) if name[:1].isupper()}
    assert models <= set(APPLICATIONS)


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "name", ["MobileNetV2", "ResNet50V2", "ConvNeXtTiny", "NASNetMobile", "EfficientNetV2B0", "RegNetX002"]
)
@pytest.mark.parametrize("package", ["keras.applications", "tf_keras.applications"])
def test_an_application_ends_as_its_row_says(package: str, name: str) -> None:
    pytest.importorskip(package.partition(".")[0])
    made = getattr(importlib.import_module(package), name, None)
    if made is None:
        pytest.skip("not in this release")
    row = APPLICATIONS[name]
    assert _last_activation(made(weights=None, classes=7)) == (row.activation or "linear")
    if row.chosen_by is not None:
        assert _last_activation(made(weights=None, classes=7, classifier_activation=None)) == "linear"


def _last_activation(model: object) -> str:
    last = model.layers[-1]  # type: ignore[attr-defined]
    inner = getattr(last, "layers", None)
    return str((inner[-1] if inner else last).activation.__name__)


@pytest.mark.parametrize(
    ("name", "activation"),
    [
        ("transformers.TFBertForSequenceClassification", None),
        ("transformers.models.bert.modeling_tf_bert.TFBertForTokenClassification.from_pretrained", None),
        ("transformers.TFGPT2LMHeadModel.from_pretrained", None),
        ("keras_hub.models.TextClassifier.from_preset", None),
        ("keras_nlp.models.RobertaClassifier", None),
        ("keras_cv.models.ImageClassifier.from_preset", "softmax"),
        ("segmentation_models.Unet", "sigmoid"),
        ("keras.applications.EfficientNetB3", "softmax"),
        ("efficientnet.tfkeras.EfficientNetB3", "softmax"),
        ("vit_keras.vit.vit_b16", None),
    ],
)
def test_a_constructor_has_its_row(name: str, activation: str | None) -> None:
    row = model_row(name)
    assert isinstance(row, LibraryModelRow)
    assert row.activation == activation


@pytest.mark.parametrize(
    "name",
    [
        "transformers.TFBertModel",
        "transformers.BertForSequenceClassification",  # PyTorch
        "transformers.TFTransfoXLLMHeadModel",  # gives log-probabilities
        "transformers.TFBertForPreTraining",
        "keras_hub.models.BertBackbone.from_preset",
        "keras.applications.imagenet_utils.decode_predictions",
        "sklearn.ensemble.RandomForestClassifier",
        "my.models.TextClassifier",
    ],
)
def test_others_have_none(name: str) -> None:
    assert model_row(name) is None


def test_bases_that_are_models() -> None:
    assert model_base("transformers.TFBertPreTrainedModel")
    assert model_base("tensorflow_recommenders.Model")
    assert not model_base("transformers.BertPreTrainedModel")
    assert not model_base("keras.layers.Layer")


def test_the_sizes_of_regnet_are_those_of_the_source() -> None:
    folder = Path(str(pytest.importorskip("tf_keras").__file__)).parent
    text = (folder / "src" / "applications" / "regnet.py").read_text("utf-8")
    sizes = {f"RegNet{family}{size}" for family, size in re.findall(r"def RegNet([XY])(\d+)\(", text)}
    assert sizes
    assert sizes <= set(APPLICATIONS)
    assert not re.search(r"(?<!_)activation=classifier_activation", text)
