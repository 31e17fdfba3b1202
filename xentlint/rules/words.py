"""The words that rules share: what made an output, what a loss expects, where things stand."""

from __future__ import annotations

import libcst as cst

from ..apis.runtimes import Era, Runtime
from ..apis.spaces import Maker
from ..apis.torch import is_torch
from ..keras.facts import LossFact
from ..keras.values import Origin, Tensor
from ..python.modules import Place


def made_by(tensor: Tensor) -> str:
    """``a softmax``, ``a linear output``."""
    if tensor.function in ("linear", ""):
        return "a linear output (logits)"
    return f"the output of a {tensor.function}"


def what_lies_between(tensor: Tensor) -> str:
    """The steps that keep Keras from seeing the logits, in words."""
    names = [step.row.words for step in tensor.steps if step.row.words]
    return " and ".join(dict.fromkeys(names))


def origin_place(origin: Origin) -> Place:
    """What to point at for an origin: the activation argument, or the call that applies it."""
    return origin.argument or origin.place


def is_of_torch(origin: Origin | None) -> bool:
    """Whether something of PyTorch made an output; Keras on its backend may be given functions of PyTorch, too."""
    if origin is None:
        return False
    return origin.maker is Maker.TORCH or (origin.maker is Maker.AFFINE and is_torch(origin.symbol))


def way(fact: LossFact, sink: Place) -> tuple[tuple[Place, str], ...]:
    """The places on the way from the activation to the loss."""
    places: list[tuple[Place, str]] = []
    origin = fact.pred.origin
    if origin is not None:
        text = (
            f"{origin.function} applied here" if origin.function != "linear" else "the output is linear here"
        )
        if fact.pred.space.name == "ACTIVATED":
            text = f"{origin.function} applied here"
        places.append((origin.place, text))
    between = [s.place for s in fact.pred.steps if s.place is not None]
    if between and fact.pred.application is not None:
        places.append((fact.pred.application, "the model is called here"))
    if fact.loss.written != sink:
        places.append((fact.loss.written, f"{fact.row.name} written here"))
    if fact.flag and fact.loss.flag is not None:
        places.append((fact.loss.flag, "from_logits set here"))
    if fact.compiled is not None and fact.compiled.place != sink:
        inside = sink.node is not fact.compiled.place.node
        if not inside or sink.module is not fact.compiled.place.module:
            places.append((fact.compiled.place, "compiled here"))
    for outer in fact.outer[-2:]:
        if isinstance(outer.node, cst.FunctionDef | cst.ClassDef):
            continue  # nobody in sight calls it: there is no call to point at
        if outer not in (sink,) and all(outer != place for place, _ in places):
            places.append((outer, "reached from here"))
    unique: dict[Place, str] = {}
    for place, text in places:
        if place != sink:
            unique.setdefault(place, text)
    return tuple(unique.items())


_BEFORE = {
    Era.TF20_23: "TensorFlow 2.4",
    Era.TF24: "TensorFlow 2.5",
    Era.TF25_29: "TensorFlow 2.10",
    Era.TF210_213: "TensorFlow 2.14",
    Era.TF214_215: "Keras 3",
}
"""What came after a generation."""


def eras(runtimes: tuple[Runtime, ...], all_runtimes: tuple[Runtime, ...]) -> str:
    """On which of the targeted runtimes something happens: "before TensorFlow 2.14"; nothing where on all."""
    if len(runtimes) == len(all_runtimes):
        return ""
    found, every = sorted({r.era for r in runtimes}), sorted({r.era for r in all_runtimes})
    if found and found == every[: len(found)] and found[-1] in _BEFORE:
        return f"before {_BEFORE[found[-1]]}"
    if len(found) > 1 and found == every[-len(found) :] and found[-1] is Era.KERAS3:
        return f"since {_BEFORE[every[-len(found) - 1]]}"
    return f"on {', '.join(dict.fromkeys(r.label for r in runtimes))}"
