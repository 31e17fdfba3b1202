"""A program of PyTorch as PyTorch runs it: what each loss was given, by the row of the program that called it."""

from __future__ import annotations

import sys
import types
from collections import defaultdict
from typing import Any, Literal

Given = Literal["probabilities", "logarithms", "scores", "bounded"]
NAME = "<program>"
_LOSSES = ("cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits")


def observe(source: str) -> dict[int, set[tuple[str, Given]]]:
    """What every loss of ``source`` met, by the rows of the program on the way to it."""
    import torch
    from torch.nn import functional

    torch.manual_seed(0)
    found: dict[int, set[tuple[str, Given]]] = defaultdict(set)
    originals = {name: getattr(functional, name) for name in _LOSSES}

    def watched(name: str) -> Any:
        def loss(input: Any, *args: Any, **kwargs: Any) -> Any:
            given = _kind(torch, name, input)
            for row in _rows():
                found[row].add((name, given))
            if name == "binary_cross_entropy":
                input = input.clamp(0, 1)  # PyTorch refuses what it is given here
            return originals[name](input, *args, **kwargs)

        return loss

    data = types.ModuleType("data")
    data.__dict__.update(_data(torch))
    before = sys.modules.get("data")
    sys.modules["data"] = data
    for name in _LOSSES:
        setattr(functional, name, watched(name))
    try:
        exec(compile(source, NAME, "exec"), {"__name__": "__main__"})  # programs of the tests
    finally:
        for name, original in originals.items():
            setattr(functional, name, original)
        if before is None:
            del sys.modules["data"]
        else:
            sys.modules["data"] = before
    return dict(found)


def _rows() -> list[int]:
    frame = sys._getframe(2)
    rows = []
    while frame is not None:
        if frame.f_code.co_filename == NAME:
            rows.append(frame.f_lineno)
            break
        frame = frame.f_back  # type: ignore[assignment]
    return rows


def _kind(torch: Any, name: str, given: Any) -> Given:
    """What numbers are: those of several classes sum to one, or the exponentials of logarithms do.

    What is "bounded" may be anything: several sigmoids, weights, a softmax over another axis.
    """
    within = bool(((given >= 0) & (given <= 1)).all())
    if name.startswith("binary"):
        return "probabilities" if within else "scores"
    total = given.sum(1)
    if within and bool(torch.allclose(total, torch.ones_like(total), atol=1e-4)):
        return "probabilities"
    raised = given.exp().sum(1)
    if bool(torch.allclose(raised, torch.ones_like(raised), atol=1e-3)):
        return "logarithms"
    return "bounded" if within else "scores"


def _data(torch: Any) -> dict[str, Any]:
    images = torch.randn(32, 1, 8, 8) * 3
    labels = torch.randint(0, 10, (32,))
    return {
        "images": images,
        "labels": labels,
        "bits": torch.randint(0, 2, (32, 1)).float(),
        "batches": [(images, labels), (images.flip(0), labels.flip(0))],
        "out_of_sight": lambda model: model.append(torch.nn.Linear(10, 10)),
    }
