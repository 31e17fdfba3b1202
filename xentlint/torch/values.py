"""The values that PyTorch has: tensors and losses as Keras', with methods and a protocol of their own."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..keras import tensor_steps
from ..keras.values import OPAQUE, LossValue, Tensor
from ..python.values import Value


@dataclass(frozen=True, slots=True)
class TorchTensor(Tensor):
    """A tensor of PyTorch."""


@dataclass(frozen=True, slots=True)
class TorchLoss(LossValue):
    """A loss of PyTorch: an object of ``torch.nn``, or a function of ``torch.nn.functional``."""


def of_torch(value: Value) -> Value:
    """``value`` with every tensor in it a tensor of PyTorch."""
    return tensor_steps.each_tensor(value, _tensor)


def _tensor(tensor: Tensor) -> Tensor:
    if isinstance(tensor, TorchTensor):
        return tensor
    return TorchTensor(**{each.name: getattr(tensor, each.name) for each in fields(Tensor)})


UNKNOWN_OUTPUT = _tensor(OPAQUE)
"""What a module or function gives of which nothing more is known."""
