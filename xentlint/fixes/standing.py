"""What a program sees of a layer besides its numbers: where it stands, and how its output is named after it."""

from __future__ import annotations

import re

import libcst as cst

from ..keras.values import Origin
from ..python.modules import Place
from ..rules.finding import View
from . import metrics, numbered
from .connected import connected
from .symbolic import is_symbolic


def is_seen(view: View, origin: Origin) -> bool:
    """Whether somebody has the model with this output, or asks for its layers, and may count them."""
    return view.program.is_seen(origin)


def names_an_output(view: View, origin: Origin) -> bool:
    """Whether losses and histories are named after the layer, because its model has several outputs."""
    facts = [fact for fact in view.program.facts.losses.values() if fact.compiled is not None]
    mine = [fact for fact in facts if fact.pred.origin == origin]
    places = {fact.compiled.place for fact in mine if fact.compiled is not None}
    return any(metrics.element_of(fact) is not None for fact in mine) or any(
        fact.compiled is not None and fact.compiled.place in places and fact.pred.origin != origin
        for fact in facts
    )


_GIVEN = r"""get_layer\(\s*(?:name\s*=\s*)?["']{0}\b
    |["'/]{0}_(?:\d+["'/]|["'{{%])
    |["']{0}["']\s*:\s*(?!["'\s])
    |^\s*\w+\s*=\s*["']{0}["']
    |\bdict\([^()]*\b{0}(?:_\d+)?\s*=\s*(?!["'\s])"""
"""A layer that is asked for, or labels that are given, by the name ``{{0}}``: whole, or with a number."""


_OF_FUNCTIONS = r"(?:tf\.(?:nn|math)\.)?(?:softmax|sigmoid|activation)"
"""Names of activations that are called: Keras 2 makes a layer of such a call."""


def is_asked_by_given_name(view: View, origin: Origin) -> bool:
    """Whether a layer is asked for by a name that Keras gives, and that hangs on how many layers there are of a class."""
    home, _, cls = origin.symbol.rpartition(".")
    if home != "keras.layers" and not is_symbolic(origin.place):
        return False  # a function in a method makes no layer
    name = cls.lower() if home == "keras.layers" else _OF_FUNCTIONS
    given = re.compile(_GIVEN.format(name), re.VERBOSE | re.MULTILINE)
    return any(map(given.search, _texts(view, origin)))


def numbers_others(view: View, origin: Origin) -> bool:
    """Whether names that are seen hang on the layer, since Keras numbers the layers of its class."""
    called = origin.place.node.func if isinstance(origin.place.node, cst.Call) else None
    written = called.attr if isinstance(called, cst.Attribute) else called
    classes = {origin.symbol.rpartition(".")[2]} if origin.symbol.startswith("keras.layers.") else set()
    if isinstance(written, cst.Name) and written.value == "Lambda":
        classes.add(written.value)
    modules = list(connected(view, [origin.place.module]))
    if origin.scores is not None and isinstance(written, cst.Name) and is_symbolic(origin.place):
        # Keras 2 makes a layer of a function that is called on the input of a model.
        return numbered.are_seen(view.program, modules, written.value, origin.place.node, is_symbolic)
    return any(numbered.are_seen(view.program, modules, each, origin.place.node) for each in classes)


_OF_GRAPHS = re.compile(
    r"\b(Session|InteractiveSession|placeholder|disable_eager_execution|disable_v2_behavior|set_session"
    r"|get_session|global_variables_initializer)\b"
)
"""Names that only programs of TensorFlow 1, or such as go on like it, have."""


def works_in_graphs(view: View, place: Place) -> bool:
    """Whether the program around ``place`` works with graphs and sessions, where tensors have no ``numpy()``."""
    modules = connected(view, [place.module])
    return any(_OF_GRAPHS.search(unit.code) for module in modules for unit in module.units)


_OF_OPERATIONS = re.compile(
    r"get_tensor_by_name|get_operation_by_name|convert_variables_to_constants|extract_sub_graph|write_graph|freeze_graph"
    r"|import_meta_graph|export_meta_graph|\bSaver\(|\bSupervisor\(|MonitoredTrainingSession|SavedModelBuilder"
    r"|get_operations\b|as_graph_element|as_graph_def|graph_def\b|GraphDef\b|\.op\.(?:name|type)\b|\.finalize\(\)"
    r"|simple_save|add_to_collection|output_node_names|[Ss]oftmax(?:_\d+)?:0|[Ss]igmoid(?:_\d+)?:0"
)
"""Words of programs that ask a graph for its operations by their names, or save it for others, who may."""


def is_an_operation_with_a_name(view: View, origin: Origin) -> bool:
    """Whether others may ask a graph for the activation by its name: it has one, names are asked for, it is saved."""
    call = origin.place.node
    named = isinstance(call, cst.Call) and any(
        arg.keyword is not None and arg.keyword.value == "name" for arg in call.args
    )
    return (named and origin.argument is None) or any(map(_OF_OPERATIONS.search, _texts(view, origin)))


_TRACKED = re.compile(r"\bautolog\(")


def is_tracked(view: View, origin: Origin) -> bool:
    """Whether an experiment tracker is told to save every model that is trained, as MLflow's ``autolog()`` does."""
    return any(map(_TRACKED.search, _texts(view, origin)))


def _texts(view: View, origin: Origin) -> list[str]:
    return [unit.text for module in connected(view, [origin.place.module]) for unit in module.units]
