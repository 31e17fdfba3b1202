"""The rows of libraries beside Keras, against their source where they are installed.

Most are read and not run: they want Kerases of their own. A library that is not installed skips; `READ_FROM` says
which release of it the rows were read from, and were held against by these tests.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from xentlint.apis.frameworks import FRAMEWORKS
from xentlint.apis.layers import FOREIGN_LAYERS, PASS_THROUGH_WRAPPERS
from xentlint.apis.library import LibraryModelRow, model_base, model_row
from xentlint.apis.losses import CLASSES, DISTRIBUTIONS, FUNCTIONS, TASKS
from xentlint.apis.readers import OF_PROBABILITIES, READERS

from .installed import everywhere

READ_FROM = {
    "transformers": "4.46.3",
    "keras_hub": "0.32.0",
    "keras_nlp": "0.12.1",
    "keras_cv": "0.9.0",
    "segmentation_models": "1.0.1",
    "classification_models": "1.0.0",
    "efficientnet": "1.1.1",
    "vit_keras": "0.1.2",
    "spektral": "1.3.1",
    "tensorflow_addons": "0.23.0",
    "tensorflow_model_optimization": "0.8.0",
    "tensorflow_probability": "0.23.0",
    "tensorflow_recommenders": "0.7.3",
    "tensorflow_federated": "0.86.0",
    "art": "1.17.1",
    "cleverhans": "4.0.0",
    "optax": "0.2.2",
    "jax": "0.4.26",
}
"""The release of each library, by the package that is imported."""
HERE = {"keras", "tf"}
"""Libraries of which several releases were measured: ``tests/apis/data``."""


def test_every_library_of_a_row_has_a_release_that_it_was_read_from() -> None:
    tables: tuple[Any, ...] = (
        FOREIGN_LAYERS, PASS_THROUGH_WRAPPERS, FRAMEWORKS, FUNCTIONS, CLASSES, DISTRIBUTIONS, TASKS, READERS,
        OF_PROBABILITIES,
    )  # fmt: skip
    roots = {symbol.partition(".")[0] for table in tables for symbol in table}
    assert roots - HERE <= set(READ_FROM)


def _folder(package: str) -> Path:
    try:
        found = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        found = None
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"{package} is not installed; its rows were read from {READ_FROM[package]}")
    return Path(next(iter(found.submodule_search_locations)))


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _defined(package: str, pattern: str, kind: type[ast.stmt], under: str = "**/*.py") -> Iterator[Any]:
    """Every class or function at the top of a file of ``package`` whose name fits ``pattern``."""
    for file in sorted(_folder(package).glob(under)):
        if re.search(pattern, file.read_text("utf-8", errors="replace")):
            yield from (
                each
                for each in _tree(file).body
                if isinstance(each, kind) and re.fullmatch(pattern, each.name)  # type: ignore[attr-defined]
            )


def _parameters(function: ast.FunctionDef) -> dict[str, str | None]:
    """The names of what ``function`` takes by position, with the source of their defaults."""
    names = [each.arg for each in function.args.args if each.arg != "self"]
    defaults = [ast.unparse(each) for each in function.args.defaults]
    padded: list[str | None] = [None] * (len(names) - len(defaults))
    return dict(zip(names, [*padded, *defaults], strict=True))


def _method(owner: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    return next(
        (each for each in owner.body if isinstance(each, ast.FunctionDef) and each.name == name), None
    )


def _holds(row: LibraryModelRow, parameters: dict[str, str | None]) -> None:
    """The row says of the arguments what the signature says."""
    listed = list(parameters)
    assert tuple(listed[: len(row.order or ())]) == (row.order or ())
    if row.include_top is not None:
        name, position = row.include_top
        assert parameters[name] == "True"
        assert position is None or listed.index(name) == position
    assert set(row.classes) <= set(listed)
    if row.chosen_by is not None:
        assert parameters[row.chosen_by] == repr(row.activation or "linear") or (
            row.activation is None and parameters[row.chosen_by] == "None"
        )
    for name in row.classes:
        assert parameters[name] in (None, repr(row.units))


# -- transformers ----------------------------------------------------------------------------------

WEIGHED = {"TFWav2Vec2ForSequenceClassification"}
"""A softmax weighs its hidden layers there, before the head."""


def test_every_classifier_of_transformers_answers_with_its_logits() -> None:
    outputs = _fields_of_outputs()
    seen = 0
    for made in _defined(
        "transformers", r"TF\w*(?:For\w+|LMHead\w*)", ast.ClassDef, "models/*/modeling_tf_*.py"
    ):
        row = model_row(f"transformers.{made.name}")
        call = _method(made, "call")
        if row is None or call is None:  # of another family, or what it does is in its base
            continue
        text = re.sub(r"'''.*?'''|\"\"\".*?\"\"\"", "", ast.unparse(call), flags=re.DOTALL)
        answers = set(re.findall(r"return (TF\w*Output\w*)\(", text))
        assert answers, made.name
        for each in answers:
            fields = [name for name in outputs[each] if name != "loss"]
            assert tuple(fields[: len(row.fields)]) == row.fields, made.name
        assert made.name in WEIGHED or not re.search(r"(?<!stable_)(?:softmax|sigmoid)\(", text), made.name
        seen += 1
    assert seen > 100


def _fields_of_outputs() -> dict[str, list[str]]:
    """The fields of each output of transformers, in their order."""
    return {
        made.name: [
            each.target.id
            for each in made.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        for made in _defined("transformers", r"TF\w*Output\w*", ast.ClassDef)
    }


def test_a_head_of_transformers_is_no_model() -> None:
    heads = [
        made.name
        for made in _defined("transformers", r"TF\w+Head", ast.ClassDef, "models/*/modeling_tf_*.py")
        if not any("Model" in ast.unparse(base) for base in made.bases)
    ]
    assert heads
    assert [name for name in heads if model_row(f"transformers.{name}") is not None] == []


def test_the_losses_of_transformers_take_logits() -> None:
    seen = 0
    for made in _defined("transformers", r"TF\w+Loss", ast.ClassDef, "modeling_tf_utils.py"):
        for call in ast.walk(made):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("Crossentropy"):
                given = {each.arg: ast.unparse(each.value) for each in call.keywords}
                assert given.get("from_logits") == "True", made.name
                seen += 1
    assert seen > 4


def test_what_derives_from_a_base_of_transformers_is_a_model() -> None:
    for made in _defined("transformers", r"TF\w+PreTrainedModel", ast.ClassDef, "models/*/modeling_tf_*.py"):
        assert model_base(f"transformers.{made.name}")
        assert [ast.unparse(base) for base in made.bases][:1] == ["TFPreTrainedModel"], made.name


# -- KerasHub, KerasNLP, KerasCV -------------------------------------------------------------------


@pytest.mark.parametrize("package", ["keras_hub", "keras_nlp"])
def test_a_classifier_of_keras_hub_has_no_activation_unless_it_is_asked_for(package: str) -> None:
    seen = 0
    for made in _defined(package, r"\w*(?<!Token)Classifier", ast.ClassDef, "src/models/**/*.py"):
        row = model_row(f"{package}.models.{made.name}")
        assert row is not None, made.name
        start = _method(made, "__init__")
        if start is not None and "num_classes" in _parameters(start):
            _holds(row, _parameters(start))
            seen += 1
    assert seen > 3


def test_the_classifier_of_keras_cv_ends_in_a_softmax() -> None:
    [made] = _defined("keras_cv", "ImageClassifier", ast.ClassDef, "src/models/classification/*.py")
    row, start = model_row("keras_cv.models.ImageClassifier"), _method(made, "__init__")
    assert row is not None
    assert start is not None
    _holds(row, _parameters(start))


# -- libraries of whole models ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("package", "pattern", "under", "home"),
    [
        ("segmentation_models", "Unet|Linknet|FPN|PSPNet", "models/*.py", "segmentation_models"),
        ("classification_models", r"(?:SE)?ResNe(?:t|Xt)\d+", "models/*.py", "classification_models.keras"),
        ("efficientnet", "EfficientNet(?:B[0-7]|L2)", "model.py", "efficientnet.tfkeras"),
        ("vit_keras", r"vit_[bl]\d\d", "vit.py", "vit_keras.vit"),
    ],
)
def test_a_model_of_a_library_takes_the_arguments_of_its_row(
    package: str, pattern: str, under: str, home: str
) -> None:
    seen = 0
    for made in _defined(package, pattern, ast.FunctionDef, under):
        row = model_row(f"{home}.{made.name}")
        assert row is not None, made.name
        _holds(row, _parameters(made))
        seen += 1
    assert seen >= 4


def test_the_whole_map_of_segmentation_models_is_activated() -> None:
    """Every builder ends in an ``Activation`` of the argument, behind whatever else."""
    for file in ("unet", "linknet", "fpn", "pspnet"):
        [built] = [
            each
            for each in _tree(_folder("segmentation_models") / "models" / f"{file}.py").body
            if isinstance(each, ast.FunctionDef) and each.name.startswith("build_")
        ]
        text = ast.unparse(built)
        assert re.search(
            r"x = layers\.Activation\(activation, [^\n]*\n\s*model = models\.Model\(input_, x\)", text
        )


def test_the_tops_of_image_classifiers_are_a_softmax() -> None:
    for file in ("resnet", "resnext", "senet"):
        text = ast.unparse(_tree(_folder("classification_models") / "models" / f"{file}.py"))
        assert re.search(r"if include_top:.*?Activation\('softmax'", text, re.DOTALL)


# -- layers and wrappers ---------------------------------------------------------------------------


@pytest.mark.parametrize("symbol", FOREIGN_LAYERS)
def test_a_layer_of_another_library_ends_in_its_activation(symbol: str) -> None:
    package, _, name = symbol.rpartition(".")
    [made] = _defined(package.partition(".")[0], name, ast.ClassDef)
    start, call, row = _method(made, "__init__"), _method(made, "call"), FOREIGN_LAYERS[symbol]
    assert start is not None
    assert call is not None
    listed = _parameters(start)
    assert list(listed).index("activation") == row.activation
    assert listed["activation"] == "None"
    assert row.units is None or list(listed)[row.units[1]] == row.units[0]
    text = ast.unparse(call)
    assert text.rindex("output = self.activation(output)") > text.rindex("self.bias")
    assert ("concat_heads" in listed) is (row.units is None)


GONE = {"keras.utils.multi_gpu_model"}
"""Ended with TensorFlow 2.3."""


@pytest.mark.parametrize("symbol", sorted(PASS_THROUGH_WRAPPERS - GONE))
@pytest.mark.tensorflow
def test_a_wrapper_takes_what_it_wraps_first(symbol: str) -> None:
    root = symbol.partition(".")[0]
    if root != "keras":
        _folder(root)
    found = everywhere(symbol)
    if not found:
        pytest.skip(
            f"{symbol} cannot be imported here; its rows were read from {READ_FROM.get(root, 'Keras')}"
        )
    for spelling, value in found.items():
        import inspect

        listed = [name for name in inspect.signature(value).parameters if name != "self"]
        wrapped = ("model", "layer", "to_prune", "to_annotate", "to_cluster", "to_quantize")
        assert listed[0] in wrapped, spelling
