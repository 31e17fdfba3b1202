"""How something that is known of a place is held until it is shown; words for outputs and losses, and for the unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..apis.losses import LossRow
from ..apis.spaces import Space
from ..keras.values import LossValue, Tensor
from ..python.modules import Place
from ..python.values import Const, Unknown
from .words import made_by, what_lies_between

Way = tuple[tuple[Place, str], ...]
Wanted = Callable[[Place], bool]
"""Whether somebody asks about what is at a place: to answer for the others may be left out."""
CALLED = "the model is called here"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one expression; ``way`` are the places that made it so, in their order.

    ``hint`` is the space, where an editor may show it behind the expression without being asked.
    """

    place: Place
    text: str
    way: Way = ()
    hint: str = ""


def output(tensor: Tensor) -> str:
    """A tensor in words: its space, what made it, what it went through."""
    if tensor.space is Space.UNKNOWN and tensor.pending:
        return "the value of a loss"
    if tensor.space is Space.UNKNOWN:
        return "an output whose space is not known"
    if tensor.space is Space.DATA:
        return "data, which no model made"
    between = what_lies_between(tensor)
    return output_at_origin(tensor) + (f", behind {between}" if between else "")


def output_at_origin(tensor: Tensor) -> str:
    """The same, as it was made."""
    if tensor.space in (Space.CLASSES, Space.WEIGHT):
        return str(tensor.space.value)
    if tensor.function in ("linear", ""):
        return made_by(tensor)
    return f"{tensor.space.value} ({made_by(tensor)})"


def space_of(tensor: Tensor) -> str:
    """The name of the space, empty when it is not known or when there is none."""
    return "" if tensor.space in (Space.UNKNOWN, Space.DATA) else tensor.space.value


def chain(tensor: Tensor) -> Way:
    """Where the tensor's space was made, and what happened to it since."""
    places: list[tuple[Place | None, str]] = []
    if tensor.origin is not None:
        made = tensor.origin.function
        applied = "the output is linear here" if made == "linear" else f"{made} applied here"
        places.append((tensor.origin.place, applied))
    steps = [(step.place, step.row.words or step.kind) for step in tensor.steps]
    places += [*steps[: tensor.base], (tensor.application, CALLED), *steps[tensor.base :]]
    return tuple((place, text) for place, text in places if place is not None)


def loss_words(loss: LossValue) -> str:
    """A loss: what it expects, and how it was told so."""
    row: LossRow = loss.row
    if row.expects != "flag":
        return f"the loss {row.name}, which expects {row.expects}"
    flag = loss.from_logits
    if isinstance(flag, Const):
        expects = "logits" if flag.value else "probabilities"
        how = f"from_logits={flag.value}" + ("" if loss.flag is not None else " by default")
        return f"the loss {row.name}, which expects {expects} ({how})"
    why = reason(flag) if isinstance(flag, Unknown) else "it hangs on a condition"
    return f"the loss {row.name}, whose from_logits is not known: {why}"


# -- what is not known -------------------------------------------------------------------------

_REASONS = {
    "param": "it is a parameter of a function that nobody in sight calls",
    "import": "it is imported from code that is not among the checked files",
    "module": "its module is not among the checked files",
    "argv": "the command line decides it",
    "flag": "the command line decides it",
    "environment": "the environment decides it",
    "input": "whoever runs the program types it",
    "file": "it is read from a file",
    "batch": "it is a batch that Keras draws",
    "labels": "it is a batch that Keras draws",
    "history": "it is what training returned",
    "gradient": "it is a gradient",
    "saved": "it is loaded from a file",
    "shape": "it is a shape",
    "input_shape": "it is a shape",
    "sent": "whoever runs the generator sends it",
    "foreign": "a library gave it, of which nothing is known here",
    "forgotten": "it was lost sight of",
}
"""What the tag of an unknown value's key tells of where it comes from."""


def reason(value: Unknown) -> str:
    """Why something is not known: the leaf of what it was made of, or what was noted."""
    found = leaf(value.key)
    if found is not None and found[0] == "symbol":
        return f"it comes from {found[1]}, of which nothing is known here"
    if found is not None and found[0] == "name":
        return f"the name {found[-1]} is not bound in sight"
    if found is not None and found[0] not in ("foreign", "forgotten"):
        return _REASONS[found[0]]
    if value.why:
        return f"it is not followed ({value.why})"
    return _REASONS[found[0]] if found is not None else "it was lost sight of"


def leaf(key: Any) -> tuple[Any, ...] | None:
    """The innermost part of an unknown value's key that says where it comes from."""
    while isinstance(key, tuple) and key:
        if key[0] in _REASONS or key[0] in ("symbol", "name"):
            return key
        key = next((each for each in key[1:] if leaf(each) is not None), None)
    return None
