"""Every row of layers, activations, functions on tensors and applications, against whatever is installed."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from xentlint.apis.activations import BY_NAME, BY_SYMBOL
from xentlint.apis.layers import FUNCTIONAL_MERGES, LAYERS, SET_WITHOUT_EFFECT, V1_LAYERS
from xentlint.apis.library import ANY_APPLICATION, LIBRARY_MODELS
from xentlint.apis.ops import _GENERAL, METHODS, OPS
from xentlint.apis.spaces import Space

pytestmark = pytest.mark.tensorflow

KERAS = ("keras", "tf_keras")
GONE = {"CuDNNLSTM", "CuDNNGRU", "SyncBatchNormalization"}
"""Names of older releases, or of their experimental modules."""


def _package(name: str) -> Any:
    return importlib.import_module(name)


def _found(symbol: str) -> Any:
    """What a canonical name stands for in whatever is installed, ``None`` where it is in nothing."""
    homes = [symbol]
    if symbol.startswith("tf."):
        rest = symbol.removeprefix("tf.")
        homes = [f"tensorflow.{rest}", f"tensorflow.math.{rest}", f"tensorflow.linalg.{rest}",
                 f"tensorflow.compat.v1.{rest}", f"tensorflow.strings.{rest}"]  # fmt: skip
    elif symbol.startswith("keras."):
        homes = [symbol, f"tf_{symbol}"]
    for each in homes:
        package, *names = each.split(".")
        try:
            found = _package(package)
            for name in names:
                found = getattr(found, name, None)
        except ImportError:
            continue
        if found is not None:
            return found
    return None


def _layers() -> Iterator[Any]:
    for keras in KERAS:
        for name, row in LAYERS.items():
            yield pytest.param(keras, name, row, id=f"{keras}-{name}")


@pytest.mark.parametrize(("keras", "name", "row"), list(_layers()))
def test_a_layer_takes_its_arguments_where_its_row_says(keras: str, name: str, row: Any) -> None:
    made = getattr(pytest.importorskip(keras).layers, name, None)
    if made is None:
        packages = [pytest.importorskip(each) for each in KERAS]
        assert any(hasattr(each.layers, name) for each in packages) or name in GONE
        pytest.skip("not in this release")
    parameters = inspect.signature(made).parameters
    listed = list(parameters)
    if row.activation is not None:
        assert listed[row.activation] == "activation"
    if row.effect in ("affine", "recurrent"):
        assert "activation" in listed
        default = parameters["activation"].default
        assert (default or "linear") == (row.default or "linear")
    if row.units is not None:
        assert listed[row.units[1]] == row.units[0]


GIVEN: dict[str, Any] = {
    "units": 3, "filters": 3, "kernel_size": 1, "n": 2, "rate": 0.1, "stddev": 0.1, "height": 4, "width": 4,
    "dims": (2, 1), "size": 2, "pool_size": 2, "cropping": 1, "padding": 1,
}  # fmt: skip
UNLIKE = {"Reshape", "Permute", "EinsumDense", "Lambda", "TimeDistributed", "Bidirectional", "SpectralNormalization",
          "InputLayer", "Activation", "Add", "Subtract", "Average", "Maximum", "Minimum", "Concatenate",
          "Resizing", "GroupNormalization"}  # fmt: skip
"""Layers that take another layer, several inputs, or a shape that has to fit."""


@pytest.mark.parametrize(("keras", "name", "row"), list(_layers()))
def test_a_layer_makes_an_output_of_the_rank_of_its_row(keras: str, name: str, row: Any) -> None:
    package = pytest.importorskip(keras)
    made = getattr(package.layers, name, None)
    if made is None or name in UNLIKE:
        pytest.skip("not in this release, or of another kind")
    required = [
        each.name
        for each in inspect.signature(made).parameters.values()
        if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD
    ]
    given = {each: GIVEN[each] for each in required if each in GIVEN}
    ranks: dict[int, int] = {}
    for rank in range(2, 6):
        try:
            ranks[rank] = len(made(**given)(package.Input((8,) * (rank - 1))).shape)
        except (ValueError, TypeError, IndexError):
            continue
    assert ranks
    if isinstance(row.rank, int):
        # Convolutions of Keras 2 take more axes of samples than one.
        assert row.rank in ranks.values()
        assert set(ranks.values()) == {row.rank} or (keras == "tf_keras" and "Conv" in name)
    elif row.effect in (
        "keep",
        "dropout",
        "identity",
        "scale",
        "function",
        "resample",
        "mean",
        "max",
        "affine",
    ):
        assert all(before == after for before, after in ranks.items())


def test_functions_that_merge_and_layers_of_tensorflow_1_are_layers() -> None:
    assert {each for each in FUNCTIONAL_MERGES.values() if each} <= set(LAYERS)
    assert set(V1_LAYERS.values()) <= set(LAYERS)
    layers = pytest.importorskip("tf_keras").layers
    assert all(callable(getattr(layers, name)) for name in FUNCTIONAL_MERGES if name != "merge")


def test_attributes_that_are_set_without_effect_are_attributes_of_layers() -> None:
    layers = pytest.importorskip("keras").layers
    known: set[str] = {"name", "_name", "trainable"}
    for name in LAYERS:
        if hasattr(layers, name):
            known |= set(inspect.signature(getattr(layers, name)).parameters)
    assert SET_WITHOUT_EFFECT - known <= {"embeddings_regularizer"}  # of Embedding, which has no row


def _run(function: Callable[..., Any], value: Any) -> Any:
    """The numbers that a function makes of an array, in its own package's tensors where that is needed."""
    np = pytest.importorskip("numpy")
    if str(getattr(function, "__module__", "")).startswith("torch"):
        value = _package("torch").tensor(value)
    elif str(getattr(function, "__module__", "")).startswith(("tf_keras", "keras")):
        value = _package("tensorflow").constant(value)
    made = function(value)
    if hasattr(made, "detach"):
        made = made.detach()
    return np.asarray(made)


@pytest.mark.parametrize("symbol", BY_SYMBOL)
def test_an_activation_makes_the_space_of_its_row(symbol: str) -> None:
    np = pytest.importorskip("numpy")
    row, function = BY_SYMBOL[symbol], _found(symbol)
    if function is None:
        pytest.skip("not in this release")
    if symbol.startswith(("keras.", "tf.")):
        assert next(iter(inspect.signature(function).parameters)) in row.names
    scores = np.array([[-2.0, -0.3, 0.4, 3.0]], dtype="float32")
    try:
        made = _run(function, scores)
    except TypeError as error:
        if "axis" in str(error) or "dim" in str(error):
            made = np.asarray(function(_package("torch").tensor(scores), -1))
        else:
            raise
    if made.shape != scores.shape:
        assert row.space is Space.ACTIVATED
    elif row.space is Space.PROBABILITIES:
        expected = np.exp(scores) / (
            np.exp(scores).sum() if row.function == "softmax" else 1 + np.exp(scores)
        )
        assert np.allclose(made, expected, atol=1e-5)
    elif row.space is Space.LOG_PROBABILITIES:
        expected = np.exp(scores) / (
            np.exp(scores).sum() if "softmax" in row.function else 1 + np.exp(scores)
        )
        assert np.allclose(np.exp(made), expected, atol=1e-5)
    elif row.space is None:
        assert np.array_equal(made, scores)
    else:
        assert not np.allclose(made, scores)
        assert not np.allclose(made, np.exp(scores) / np.exp(scores).sum(), atol=1e-3)


def test_every_name_of_an_activation_is_one_somewhere() -> None:
    packages = [pytest.importorskip(each).activations for each in KERAS]
    elsewhere = {"crelu", "sparse_sigmoid"}  # tf.nn, jax.nn

    def is_known(name: str) -> bool:
        for each in packages:
            try:
                if each.get(name) is not None:
                    return True
            except ValueError:
                continue
        return False

    assert {name for name in BY_NAME if not is_known(name)} <= elsewhere


def test_every_function_on_tensors_is_one_somewhere() -> None:
    pytest.importorskip("tf_keras")  # which has the backend of Keras 2
    homes = ("tf", "keras.backend", "keras.ops", "numpy", "jax.numpy")
    gone = {
        # Of the first TensorFlow, of numpy before 2, or of another module than those that are asked here.
        "constant_cast", "row_stack", "unsorted_segment_max", "shape_n", "mul", "batch_gather",
        "resize_images", "Print", "sort_indices", "random_bernoulli", "batch_dot", "neg", "index_select",
        "sparse_dense_matmul", "embedding_lookup_sparse",
    }  # fmt: skip
    missing = {name for name in _GENERAL if all(_found(f"{home}.{name}") is None for home in homes)}
    assert missing <= gone


@pytest.mark.parametrize("symbol", OPS)
def test_a_function_calls_its_operand_as_its_row_says(symbol: str) -> None:
    row, function = OPS[symbol], _found(symbol)
    if (
        not callable(function)
        or type(function).__name__ == "DType"
        or row.effect in ("data", "variable", "shape", "select", "compare", "show", "matmul")
    ):
        pytest.skip("not in this release, or it has no one operand")
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:
        pytest.skip("written in C")
    named = parameters[row.position]
    if named.kind in (named.POSITIONAL_ONLY, named.VAR_POSITIONAL) or symbol.startswith(("numpy.", "jax.")):
        return  # by its place only, or under a name that no program gives
    assert named.name in (*row.names, "a", "arr", "ary", "array", "object", "x1", "t", "logits", "images", "data",
                          "features", "xs", "arrays", "inputs", "to_concat", "sp_a", "condition", "targets",
                          "predictions", "elems", "arg")  # fmt: skip


_NUMERIC = {"keep", "identity", "mean", "sum", "max", "log", "exp", "neg", "index", "round", "abs"}


@pytest.mark.parametrize("symbol", [each for each, row in OPS.items() if row.effect in _NUMERIC])
def test_a_function_does_to_numbers_what_its_row_says(symbol: str) -> None:
    np = pytest.importorskip("numpy")
    row, function = OPS[symbol], _found(symbol)
    if function is None:
        pytest.skip("not in this release")
    given = np.array([[0.25, 0.5], [0.75, 4.0]], dtype="float32")
    try:
        made = np.asarray(_run(function, given))
    except Exception as error:  # it takes more than one argument, or runs in graphs only
        pytest.skip(f"not of one array: {type(error).__name__}")
    if made.dtype == object or made.dtype.kind not in "fiu":
        pytest.skip("no array of numbers")
    held = set(given.ravel().tolist())
    if row.effect in ("keep", "identity"):
        assert set(made.ravel().tolist()) <= held | {0.0}
    elif row.effect == "identity":
        assert np.array_equal(made, given)
    elif row.effect in ("mean", "max") and "prod" not in symbol:
        assert given.min() <= made.min() <= made.max() <= given.max()
    elif row.effect == "log":
        base = {"log2": np.log2, "log10": np.log10}.get(symbol.rpartition(".")[2], np.log)
        assert np.allclose(made, base(given), atol=1e-6)
    elif row.effect == "exp":
        assert np.allclose(made, np.exp(given), atol=1e-4)
    elif row.effect == "neg":
        assert np.array_equal(made, -given)
    elif row.effect in ("index", "round"):
        assert np.array_equal(made, np.round(made))
    elif row.effect == "abs":
        assert np.array_equal(made, given)


def test_methods_are_methods_of_arrays_or_tensors() -> None:
    np, tf = pytest.importorskip("numpy"), pytest.importorskip("tensorflow")
    tensor, array = tf.constant([1.0]), np.array([1.0])
    with tf.Graph().as_default():
        graph = tf.constant([1.0])
    missing = {name for name in METHODS if not any(hasattr(each, name) for each in (tensor, array, graph))}
    torch = {
        "detach",
        "cpu",
        "log_softmax",
        "view",
        "sigmoid",
        "softmax",
        "log",
        "permute",
        "unsqueeze",
        "float",
    }
    assert missing <= torch | {name for name in missing if name.startswith(("get_shape", "set_shape"))}


def _applications() -> Iterator[Any]:
    for keras in KERAS:
        for name, row in LIBRARY_MODELS.items():
            if name != ANY_APPLICATION:
                yield pytest.param(
                    keras, name.rpartition(".")[2], row, id=f"{keras}-{name.rpartition('.')[2]}"
                )


@pytest.mark.parametrize(("keras", "name", "row"), list(_applications()))
def test_the_head_of_an_application_is_written_as_its_row_says(keras: str, name: str, row: Any) -> None:
    """Read from the source: every dense layer of ``classes`` units, and what activates it."""
    made = getattr(pytest.importorskip(keras).applications, name, None)
    if made is None:
        pytest.skip("not in this release")
    made = inspect.unwrap(made)
    tree, builders = _sources(made)
    heads = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and _is_head(each)]
    assert heads
    activations = {
        ast.unparse(keyword.value)
        for head in heads
        for keyword in head.keywords
        if keyword.arg == "activation"
    }
    if row.chosen_by is None:
        assert not activations
        assert row.activation is None
        return
    applied = row.chosen_by in activations or any(
        isinstance(each, ast.Call)
        and ast.unparse(each.func).endswith("Activation")
        and any(ast.unparse(arg) == f"activation={row.chosen_by}" for arg in each.keywords)
        for each in ast.walk(tree)
    )
    assert applied
    takes = [inspect.signature(each).parameters for each in (made, *builders)]
    defaults = {each[row.chosen_by].default for each in takes if row.chosen_by in each}
    assert defaults == {row.activation}


def _sources(made: Any) -> tuple[ast.Module, list[Any]]:
    """The source of an application with that of its family, and what builds the models of it."""
    module = inspect.getmodule(made)
    assert module is not None
    families = [module, *(each for each in vars(module).values() if inspect.ismodule(each))]
    families = [
        each for each in families if f"applications.{each.__name__.rpartition('.')[2]}" in each.__name__
    ]
    families = [each for each in families if not each.__name__.endswith("imagenet_utils")]
    trees = [ast.parse(inspect.getsource(each)) for each in families]
    builders = [
        each
        for one in families
        for name, each in vars(one).items()
        if name in ("ResNet", "DenseNet", "EfficientNet") and inspect.isfunction(each)
    ]
    return ast.Module([each for tree in trees for each in tree.body], []), builders


def _is_head(call: ast.Call) -> bool:
    last = ast.unparse(call.func).rpartition(".")[2]
    named = [each.value for each in call.keywords if each.arg in ("units", "filters")]
    sizes = [ast.unparse(each) for each in (*call.args[:1], *named)]
    return last in ("Dense", "Conv2D") and sizes[:1] in (["classes"], ["num_classes"])
