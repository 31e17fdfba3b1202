"""PyTorch: losses and what they take, modules and functions and what they make of scores.

Read from the documentation of ``torch.nn`` and ``torch.nn.functional`` (1.13 to 2.13); the tests hold the losses and
activations against PyTorch where it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .activations import BY_NAME, ActivationRow
from .losses import Expects, LossRow
from .ops import OpRow
from .spaces import LossKind
from .steps import StepName

PACKAGE = "torch"

# -- names ---------------------------------------------------------------------------------------

_HOMES = re.compile(r"torch\.nn\.(?:modules|parallel)(?:\.[a-z_0-9]+)*")


@lru_cache(maxsize=4096)
def canonical(dotted: str) -> str:
    """The one name of what is called ``dotted``: ``torch.nn.modules.loss.NLLLoss`` is ``torch.nn.NLLLoss``."""
    home, _, last = dotted.rpartition(".")
    if last[:1].isupper() and _HOMES.fullmatch(home):
        return f"torch.nn.{last}"
    if home == "torch.special":
        return f"torch.{'sigmoid' if last == 'expit' else last}"
    return dotted


def is_torch(name: str) -> bool:
    """Whether ``name`` is one of PyTorch."""
    return name.partition(".")[0] == PACKAGE


_BASES = re.compile(
    r"torch\.nn\.[A-Z]\w*|torch\.jit\.ScriptModule|(?:pytorch_lightning|lightning)(?:\.\w+)*\.LightningModule"
    r"|transformers\.(?:\w+\.)*\w*PreTrainedModel|torch_geometric\.nn\.(?:\w+\.)*[A-Z]\w*"
    r"|torchvision\.models\.(?:\w+\.)*[A-Z]\w*|timm\.models\.(?:\w+\.)*[A-Z]\w*"
)


@lru_cache(maxsize=4096)
def is_module_class(name: str) -> bool:
    """Whether objects of the library class ``name`` are modules: called, they run ``forward``."""
    return _BASES.fullmatch(name) is not None


# -- losses --------------------------------------------------------------------------------------


def _loss(name: str, kind: LossKind, expects: Expects) -> LossRow:
    # A loss of logits computes as tf.nn's do; the others clip nothing that matters, and are right on what they take.
    api = "with_logits" if expects == "logits" else "divergence"
    return LossRow(name, kind, expects, ("target", 1), ("input", 0), None, api, repairable=False)


_LOSSES: tuple[tuple[str, str, LossKind, Expects], ...] = (
    ("CrossEntropyLoss", "cross_entropy", LossKind.SPARSE, "logits"),
    ("NLLLoss", "nll_loss", LossKind.SPARSE, "log-probabilities"),
    ("BCELoss", "binary_cross_entropy", LossKind.BINARY, "probabilities"),
    ("BCEWithLogitsLoss", "binary_cross_entropy_with_logits", LossKind.BINARY, "logits"),
)

LOSSES: Mapping[str, LossRow] = {
    f"torch.nn.{cls}": _loss(cls, kind, expects) for cls, _, kind, expects in _LOSSES
}
"""Loss classes by canonical symbol."""

LOSS_FUNCTIONS: Mapping[str, LossRow] = {
    f"{home}.{function}": _loss(function, kind, expects)
    for _, function, kind, expects in _LOSSES
    for home in ("torch.nn.functional",)
}
"""Loss functions by canonical symbol."""

# -- activations ---------------------------------------------------------------------------------

_ACTIVATIONS = ("softmax", "log_softmax", "sigmoid", "logsigmoid")
_BY_MODULE = {
    "Softmax": "softmax", "Softmax2d": "softmax", "LogSoftmax": "log_softmax", "Sigmoid": "sigmoid",
    "LogSigmoid": "logsigmoid",
}  # fmt: skip


def _row(name: str) -> ActivationRow:
    return BY_NAME["log_sigmoid" if name == "logsigmoid" else name]


ACTIVATIONS: Mapping[str, ActivationRow] = {
    f"{home}.{name}": _row(name) for name in _ACTIVATIONS for home in ("torch", "torch.nn.functional")
}
"""Activation functions by canonical symbol."""

ACTIVATING = frozenset({"softmax", "log_softmax", "sigmoid"})
"""Those that a tensor has as methods."""

DIM: Mapping[str, int | None] = {"softmax": 1, "log_softmax": 1}
"""Where the axis stands among the arguments of a function, the scores included."""
DIM_OF_MODULES = frozenset({"Softmax", "LogSoftmax"})
"""Modules that are told the axis, as ``dim``; `Softmax2d` takes the channels."""

# -- modules -------------------------------------------------------------------------------------

Effect = Literal["affine", "activation", "keep", "identity", "run", "hold", "wrap"]


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """What a module does to what flows through it.

    "affine": a weighted sum, with nothing after it. "run": the modules that it was given, one after the other.
    "hold": a list or dictionary of modules, which is not called. "wrap": what its first argument does.
    """

    effect: Effect
    activation: ActivationRow | None = None
    step: StepName = "identity"
    rank: int | None = None
    """How many axes come out, where that is always so in a batch."""


_DROPOUT = ModuleRow("keep", step="dropout")
_RESHAPE = ModuleRow("keep", step="reshape")

MODULES: Mapping[str, ModuleRow] = {
    "Linear": ModuleRow("affine"),
    "LazyLinear": ModuleRow("affine"),
    "Bilinear": ModuleRow("affine"),
    **{
        f"{lazy}{kind}{n}d": ModuleRow("affine", rank=n + 2)
        for lazy in ("", "Lazy")
        for kind in ("Conv", "ConvTranspose")
        for n in (1, 2, 3)
    },
    **{name: ModuleRow("activation", _row(function)) for name, function in _BY_MODULE.items()},
    "Identity": ModuleRow("identity"),
    **dict.fromkeys(("Dropout", "Dropout1d", "Dropout2d", "Dropout3d"), _DROPOUT),
    **dict.fromkeys(("Flatten", "Unflatten"), _RESHAPE),
    "Sequential": ModuleRow("run"),
    "ModuleList": ModuleRow("hold"),
    "ModuleDict": ModuleRow("hold"),
    **dict.fromkeys(("DataParallel", "DistributedDataParallel"), ModuleRow("wrap")),
}
"""Rows by class name under ``torch.nn``; of what has no row, nothing is known."""


def is_plain(name: str) -> bool:
    """Whether ``name`` is a class of ``torch.nn`` that derives from none of the others with a row."""
    home, _, last = name.rpartition(".")
    return home == "torch.nn" and last in MODULES and not last.startswith("Lazy")


GIVES_ITSELF = frozenset(
    {
        "to", "cuda", "cpu", "xpu", "ipu", "train", "eval", "float", "double", "half", "bfloat16", "type",
        "requires_grad_", "share_memory", "to_empty",
    }
)  # fmt: skip
"""Methods of a module, or of a loss, that give the module itself."""

LEAVES_ALONE = frozenset(
    {
        "parameters", "named_parameters", "buffers", "named_buffers", "state_dict", "load_state_dict", "zero_grad",
        "extra_repr", "get_parameter", "get_buffer",
        "register_buffer", "register_parameter", "step", "log", "log_dict", "save_hyperparameters", "print",
        "optimizers", "manual_backward", "freeze", "unfreeze", "lr_schedulers",
    }
)  # fmt: skip
"""Methods of a module, or of what trains it, that leave it computing what it did."""

HOOKS = ("register_forward_hook", "register_forward_pre_hook")
"""Methods after which a call of a module gives what a function says."""

# -- functions of tensors --------------------------------------------------------------------------


def _ops(names: str, row: OpRow) -> dict[str, OpRow]:
    return dict.fromkeys(names.split(), row)


OPS: Mapping[str, OpRow] = {
    **_ops(
        "view reshape squeeze squeeze_ unsqueeze unsqueeze_ flatten transpose permute t expand repeat view_as reshape_as "
        "expand_as movedim "
        "moveaxis swapaxes unflatten ravel narrow repeat_interleave tile flip roll unbind chunk split",
        OpRow("keep", "reshape"),
    ),
    **_ops(
        "contiguous clone to cuda cpu float double half bfloat16 type type_as requires_grad_ retain_grad "
        "nan_to_num",
        OpRow("identity", "identity"),
    ),
    **_ops("detach detach_ numpy tolist item", OpRow("numpy", "numpy")),
    **_ops("dropout dropout1d dropout2d dropout3d alpha_dropout", OpRow("keep", "dropout")),
    **_ops("gather take_along_dim index_select masked_select take", OpRow("gather", "index")),
    **_ops("mean nanmean", OpRow("mean")),
    **_ops("sum", OpRow("sum")),
    **_ops("clamp clamp_min clamp_max clip", OpRow("clip")),
    **_ops("log", OpRow("log")),
    **_ops("neg negative", OpRow("neg")),
    **_ops("argmax argmin argsort multinomial bincount", OpRow("index")),
    **_ops("topk sort", OpRow("top_k")),
    **_ops("cat concat stack hstack vstack", OpRow("concat")),
    **_ops("round", OpRow("round")),
    **_ops("size dim ndimension numel element_size stride get_device is_cuda", OpRow("shape")),
}
"""Functions of ``torch`` and ``torch.nn.functional``, and methods of a tensor, that do the same."""

BY_AXIS = frozenset({"max", "min", "median", "mode", "kthvalue", "cummax", "cummin"})
"""Functions that give, along an axis, values and where they stand; without one, a number."""

KEEPS_SCORES = frozenset(
    {"keep", "identity", "numpy", "index", "top_k", "mean", "concat", "gather", "neg", "shape"}
)
"""Effects after which the output of a weighted sum is one still."""

ATTRIBUTES_OF_TENSORS = frozenset({"data", "T", "mT"})
"""Attributes of a tensor that hold its numbers."""

NAMES = frozenset(name.rpartition(".")[2] for table in (LOSSES, LOSS_FUNCTIONS) for name in table)
"""What the losses are called."""

GIVING_BACK = frozenset({"torch.compile", "torch.jit.script", "torch.jit.export", "torch.jit.ignore"})
"""What gives the module or function that it is given, computing the same."""

AROUND = GIVING_BACK | {
    "torch.no_grad", "torch.inference_mode", "torch.enable_grad", "torch.set_grad_enabled", "torch.autocast",
    "torch.cuda.amp.autocast", "torch.amp.autocast",
}  # fmt: skip
"""What is put around a function, or a block, and leaves what it computes as it is."""
