"""Arrays without numbers: all that is known of one is its space, and what made it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from .recorder import RECORDER, Place

_Function = TypeVar("_Function", bound=Callable[..., Any])

PROBABILITIES = ("softmax", "sigmoid", "twice")
FREE = ("linear", "input", "log_softmax")


class Tensor:
    """An array.

    ``space`` is ``linear``, ``softmax``, ``sigmoid``, ``twice`` (an activation over another),
    ``log_softmax``, ``label``, ``input``, or a text that says how it came about, of which nothing is
    known. ``origins`` are the places where its activations were written. ``made`` replays it when it
    is part of a functional model (``symbolic``).
    """

    def __init__(
        self,
        space: str = "input",
        *,
        units: int | None = None,
        origins: tuple[Place, ...] = (),
        symbolic: bool = False,
        maker: Any = None,
    ) -> None:
        self.space = space
        self.units = units
        self.origins = origins
        self.symbolic = symbolic
        self.made: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]] | None = None
        self.maker = maker
        self.dtype = "float32"

    @property
    def shape(self) -> Shape:
        return Shape((None, self.units))

    def with_space(self, space: str, *, origins: tuple[Place, ...] | None = None) -> Tensor:
        """The same array in another space."""
        made = Tensor(space, units=self.units, origins=self.origins if origins is None else origins)
        made.symbolic = self.symbolic
        return made

    def numpy(self) -> Tensor:
        return self.with_space(self.space)

    def tolist(self) -> Tensor:
        return self

    def get_shape(self) -> Shape:
        return self.shape

    def astype(self, dtype: Any) -> Any:
        return keep(self)

    def reshape(self, *shape: Any) -> Any:
        return keep(self)

    flatten = squeeze = ravel = copy = lambda self, *a, **k: keep(self)

    def argmax(self, *args: Any, **kwargs: Any) -> Tensor:
        return argmax(self)

    def mean(self, *args: Any, **kwargs: Any) -> Any:
        return mean(self)

    def max(self, *args: Any, **kwargs: Any) -> Tensor:
        return opaque("max", self)

    def min(self, *args: Any, **kwargs: Any) -> Tensor:
        return opaque("min", self)

    def sum(self, *args: Any, **kwargs: Any) -> Tensor:
        return opaque("sum", self)

    def round(self, *args: Any, **kwargs: Any) -> Tensor:
        return opaque("round", self)

    __round__ = round

    def __repr__(self) -> str:
        return f"<{'numbers' if self.space in FREE else self.space}>"

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, how: str) -> str:
        return repr(self)

    def __float__(self) -> float:
        return 0.5

    def __int__(self) -> int:
        return 0

    def __index__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Any:
        if self.symbolic:
            raise TypeError("a symbolic tensor is not iterable")
        return iter([self[0], self[1]])

    def __getitem__(self, key: Any) -> Tensor:
        return index(self, key)

    def __matmul__(self, other: Any) -> Tensor:
        return linear_of(self, other)

    __rmatmul__ = __matmul__

    def __neg__(self) -> Tensor:
        return scaled("neg", self, -1)

    def __abs__(self) -> Tensor:
        return opaque("abs", self)

    def __invert__(self) -> Tensor:
        return opaque("invert", self)

    __hash__ = object.__hash__


class Shape(tuple):  # type: ignore[type-arg]
    """A shape, whose entries are mostly not known."""

    def as_list(self) -> list[Any]:
        return list(self)


class Variable(Tensor):
    """A weight."""

    def __init__(self, value: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__("weight")
        self.value = value

    def assign(self, value: Any) -> None:
        self.value = value

    assign_add = assign_sub = assign


def operation(function: _Function) -> _Function:
    """What a functional model does again with other inputs."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if isinstance(result, Tensor) and any(is_symbolic(each) for each in (*args, *kwargs.values())):
            if any(result is each for each in (*args, *kwargs.values())):
                result = result.with_space(result.space)
            result.symbolic = True
            result.made = (run, args, kwargs)
        return result

    return cast(_Function, run)


def is_symbolic(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(is_symbolic(each) for each in value)
    return isinstance(value, Tensor) and value.symbolic


def replay(outputs: Any, known: dict[int, Any]) -> Any:
    """Compute ``outputs`` again; ``known`` has what stands for the inputs, by identity."""
    if isinstance(outputs, dict):
        return {name: replay(each, known) for name, each in outputs.items()}
    if isinstance(outputs, (list, tuple)):
        return type(outputs)(replay(each, known) for each in outputs)
    if not isinstance(outputs, Tensor) or not outputs.symbolic:
        return outputs
    if id(outputs) not in known:
        if outputs.made is None:
            return outputs.with_space(outputs.space)
        function, args, kwargs = outputs.made
        known[id(outputs)] = function(
            *(replay(each, known) for each in args),
            **{name: replay(each, known) for name, each in kwargs.items()},
        )
    return known[id(outputs)]


@operation
def keep(x: Any, *args: Any, **kwargs: Any) -> Any:
    """What changes the form of an array, and not what its numbers mean."""
    return x.with_space(x.space) if isinstance(x, Tensor) else Tensor("constant")


@operation
def opaque(name: str, *args: Any, **kwargs: Any) -> Tensor:
    """What makes something else of its operands."""
    names = ",".join(each.space if isinstance(each, Tensor) else _text(each) for each in args)
    return Tensor(f"{name}({names})"[:200])


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, (int, float, str, bool)) else type(value).__name__


@operation
def index(x: Tensor, key: Any) -> Tensor:
    """Some of the entries; one column of a softmax is no softmax."""
    last = key[-1] if isinstance(key, tuple) else None
    picked = isinstance(last, (int, slice)) and last != slice(None)
    if picked and x.space in ("softmax", "twice"):
        return opaque("index", x)
    return x.with_space(x.space)


@operation
def argmax(x: Any, *args: Any, **kwargs: Any) -> Tensor:
    """The order of classes is the same for scores and their softmax."""
    known = isinstance(x, Tensor) and (x.space in PROBABILITIES or x.space in FREE)
    return Tensor("label" if known else f"argmax({getattr(x, 'space', '')})")


@operation
def mean(x: Any, *args: Any, **kwargs: Any) -> Any:
    """A mean of free numbers is free."""
    if isinstance(x, Tensor) and x.space not in FREE:
        return opaque("mean", x)
    return keep(x)


@operation
def linear_of(*args: Any, **kwargs: Any) -> Tensor:
    """A sum of products with weights."""
    return Tensor("linear")


@operation
def scaled(name: str, x: Any, other: Any) -> Tensor:
    """An array and a number, or two arrays: free numbers stay free."""
    operands = [each for each in (x, other) if isinstance(each, Tensor)]
    if all(each.space in ("linear", "weight", "constant") for each in operands):
        if any(each.space == "linear" for each in operands):
            return next(each for each in operands if each.space == "linear").with_space("linear")
        return operands[0].with_space(operands[0].space)
    return opaque(name, x, other)


def _binary(name: str) -> Callable[[Tensor, Any], Tensor]:
    return lambda self, other: scaled(name, self, other)


def _reflected(name: str) -> Callable[[Tensor, Any], Tensor]:
    return lambda self, other: scaled(name, other, self)


for _name in ("add", "sub", "mul", "truediv"):
    setattr(Tensor, f"__{_name}__", _binary(_name))
    setattr(Tensor, f"__r{_name}__", _reflected(_name))


def _compared(name: str) -> Callable[[Tensor, Any], Tensor]:
    def compare(self: Tensor, other: Any) -> Tensor:
        # p > 0.5 and z > 0 are the same question.
        if (self.space, other) in (("sigmoid", 0.5), ("linear", 0), ("linear", 0.0)):
            return Tensor(f"{name}(even)")
        return opaque(name, self, other)

    return compare


for _name in ("pow", "mod", "floordiv", "and", "or"):
    setattr(Tensor, f"__{_name}__", (lambda name: lambda self, other: opaque(name, self, other))(_name))
    setattr(Tensor, f"__r{_name}__", (lambda name: lambda self, other: opaque(name, other, self))(_name))
for _name in ("gt", "ge", "lt", "le"):
    setattr(Tensor, f"__{_name}__", _compared(_name))


def places() -> tuple[Place, ...]:
    """Where the program is now: the innermost call only."""
    return tuple(RECORDER.where()[:1])
