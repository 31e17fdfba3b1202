"""Making a loss take logits, in each of the ways that a loss can be written."""

from __future__ import annotations

import builtins

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..apis.losses import CLASSES
from ..apis.names import canonical
from ..apis.spaces import Space
from ..keras.facts import LossFact
from ..keras.values import LossValue
from ..python.modules import Place, inside
from ..python.values import DictValue, ListValue, Symbol, TupleValue
from ..rules.finding import View
from ..sources.positions import Edit
from . import text
from .names import Names
from .shadowed import is_said_there
from .text import NotEditable


def same(one: LossFact, other: LossFact) -> bool:
    """Whether two meetings are of one loss, so that its flag is the same in both."""
    if one.loss.written == other.loss.written:
        return True
    return one.sink == other.sink and one.element == other.element


def loss_for(fact: LossFact) -> str:
    """The loss class that belongs to the activation of a mismatched pair."""
    pred = fact.pred
    if pred.units == 1:
        return "BinaryCrossentropy"
    if pred.space is Space.ACTIVATED or (
        pred.function == "sigmoid" and fact.row.kind is not None and fact.row.kind.exclusive
    ):
        return fact.row.class_name or "CategoricalCrossentropy"
    return "CategoricalCrossentropy"


def used_out_of_sight(view: View, fact: LossFact) -> Place | None:
    """Where code out of sight is given the loss, or a function that it comes out of."""
    facts, written = view.program.facts, fact.loss.written
    if written in facts.handed:
        return facts.handed[written]
    handed_out = view.program.handed_out
    function = text.enclosing(written, cst.FunctionDef, cst.Lambda)
    while function is not None:
        if function.node in handed_out and not inside(fact.sink, function):
            return handed_out[function.node]
        function = text.enclosing(function, cst.FunctionDef, cst.Lambda)
    return None


def take_logits(names: Names, fact: LossFact, wanted: str | None = None) -> list[Edit]:
    """The edits that set ``from_logits=True`` for the loss of ``fact``, perhaps as another class."""
    loss, row = fact.loss, fact.row
    if row.expects == "logits":
        if wanted is None or wanted == row.class_name:
            return []
        raise NotEditable(f"{row.name} has no flag")
    if not row.repairable and wanted is None:
        raise NotEditable(f"{row.name} clips even with from_logits=True")
    class_name = wanted or row.class_name
    if row.by_output and wanted is None:
        class_name = "BinaryCrossentropy" if fact.pred.units == 1 else ""
    if not class_name or f"keras.losses.{class_name}" not in CLASSES:
        raise NotEditable(f"{row.name} has no from_logits")
    if (
        loss.form in ("string", "function")
        and fact.call_place is None
        and not isinstance(
            loss.written.node, cst.SimpleString | cst.ConcatenatedString | cst.Name | cst.Attribute
        )
    ):
        raise NotEditable("the loss is given in a dictionary")
    if loss.form in ("string", "function") and _is_list(names, fact):
        raise NotEditable("the losses are listed elsewhere")
    if (
        loss.form in ("string", "function")
        and fact.call_place is None
        and not is_said_there(loss.written, names.program.names(loss.written.module))
    ):
        raise NotEditable("which loss it is, is said elsewhere")
    if loss.form == "string":
        return [
            text.replace(loss.written, f"{names.keras(loss.written, 'losses', class_name)}(from_logits=True)")
        ]
    node = loss.written.node
    flag, position = row.flag or ("from_logits", None)
    changed = wanted is not None and wanted != row.class_name
    if loss.form == "object":
        if not isinstance(node, cst.Call):
            # compile(loss=CategoricalCrossentropy): the class itself.
            if fact.compiled is None or loss.written != fact.compiled.arguments.place("loss", 1):
                raise NotEditable("the loss is made of its class out of sight")
            return [text.replace(loss.written, f"{text.source(loss.written)}(from_logits=True)")]
        if _is_made_by_another(names, loss, node):
            raise NotEditable("the loss is made of its class by something else")
        edits = text.set_argument(loss.written, flag, position, "True")
        if changed:
            edits.extend(_rename(names, loss, node, class_name))
        return edits
    if isinstance(node, cst.Call) and fact.call_place is not None:
        if loss.written != fact.call_place:
            raise NotEditable("the loss is written elsewhere than it is called")
        if changed:
            raise NotEditable("another function would have to be called")
        return text.set_argument(fact.call_place, flag, position, "True")
    if fact.call_place is not None:
        if changed:
            raise NotEditable("another function would have to be called")
        return text.set_argument(fact.call_place, flag, position, "True")
    # A function given to compile becomes an object.
    return [
        text.replace(loss.written, f"{names.keras(loss.written, 'losses', class_name)}(from_logits=True)")
    ]


def _is_made_by_another(names: Names, loss: LossValue, call: cst.Call) -> bool:
    """Whether something else is called where the loss is made: ``map(BinaryCrossentropy, …)``, a class with a factory."""
    dotted = get_full_name_for_node(call.func) if isinstance(call.func, cst.Name | cst.Attribute) else None
    if dotted is None:
        return False
    root, _, rest = dotted.partition(".")
    bound = names.program.names(loss.written.module).get(root)
    if bound is None:
        return not rest and hasattr(builtins, root)
    if not isinstance(bound, Symbol):
        return True
    meant = canonical(f"{bound.name}.{rest}" if rest else bound.name)[0]
    return meant.rpartition(".")[2] != loss.symbol.rpartition(".")[2]


def _is_list(names: Names, fact: LossFact) -> bool:
    """Whether the loss is one of those that a name given to ``compile`` holds."""
    given = fact.compiled.arguments.get("loss", 1) if fact.compiled is not None else None
    above = text.parent(fact.loss.written)
    return (
        given is not None
        and above is not None
        and isinstance(above.node, cst.Arg)
        and not isinstance(fact.loss.written.node, cst.SimpleString)
        and any(isinstance(each, ListValue | TupleValue | DictValue) for each in names.program.options(given))
    )


_SHARED = frozenset({"from_logits", "label_smoothing", "name", "reduction"})
"""Arguments that mean the same to every crossentropy; labels of classes are not smoothed."""


def _rename(names: Names, loss: LossValue, call: cst.Call, class_name: str) -> list[Edit]:
    place = loss.written
    taken = _SHARED - {"label_smoothing"} if class_name.startswith("Sparse") else _SHARED
    if any(arg.star or arg.keyword is None or arg.keyword.value not in taken for arg in call.args):
        raise NotEditable("the loss has arguments that another one does not take")
    func = text.child(place, call.func)
    if isinstance(call.func, cst.Attribute) and loss.symbol.startswith("keras.losses."):
        return [text.replace(text.child(place, call.func.attr), class_name)]
    return [text.replace(func, names.keras(place, "losses", class_name))]
