"""What is known of arrays as labels, and how long: class numbers and one-hot rows that nothing has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..apis.labels import ENCODERS, EncoderRow
from ..apis.spaces import Space
from ..apis.steps import StepName
from ..python.modules import Place
from ..python.store import Store
from ..python.values import Arguments, Const, ListValue, Symbol, TupleValue, Unknown, Value
from .values import Labels, Tensor

_CHANGED = "changed"
_IN_BATCHES = "labels of batches"
_KEPT: frozenset[StepName] = frozenset({"identity", "numpy", "boundary", "cast"})
"""Steps after which labels are what they were."""
_NUMBERS = ("int", "uint", "float", "bfloat", "double", "half")


def known(store: Store, tensor: Tensor) -> Labels | None:
    """What ``tensor`` is as labels, if it is known and nothing may have changed it in place."""
    found = tensor.labels
    if found is None or store.get(("labels", found.made), _CHANGED) is not None:
        return None
    return found


def of(labels: Labels) -> Tensor:
    """An array of such labels."""
    units = labels.width if labels.form == "one-hot" else None
    return Tensor(Space.DATA, units=units, labels=labels)


def forget(store: Store, tensor: Tensor) -> None:
    """What shares its numbers with ``tensor`` may be changed."""
    if tensor.labels is not None:
        store.set(("labels", tensor.labels.made), _CHANGED, Const(True))


def without(tensor: Tensor) -> Tensor:
    """Other numbers, computed from ``tensor``."""
    return replace(tensor, labels=None) if tensor.labels is not None else tensor


def after(tensor: Tensor, step: StepName) -> Labels | None:
    """What is left of the labels after a step."""
    return tensor.labels if step in _KEPT else None


def of_rows(labels: Labels | None) -> Labels | None:
    """Some of the samples: which numbers occur among them is not known, and is at most what was."""
    if labels is None or labels.rank is None:
        return None
    return replace(labels, least=None, most=None) if labels.form == "numbers" else labels


def moved(tensor: Tensor, name: str, number: object, *, first: bool) -> Tensor:
    """Class numbers that a whole number was added to or taken from; anything else is computed."""
    found = tensor.labels
    if (
        found is None
        or found.form != "numbers"
        or type(number) is not int
        or not (name == "add" or (name == "subtract" and first))
    ):
        return without(tensor)
    by = number if name == "add" else -number
    least = None if found.least is None else found.least + by
    most = None if found.most is None else found.most + by
    return replace(tensor, labels=replace(found, least=least, most=most))


def keeps_numbers(given: Arguments, position: int) -> bool:
    """Whether a cast leaves whole numbers what they are: to numbers, not to truth values or text."""
    asked = given.get("dtype", position)
    if asked is None:
        return not given.open
    if isinstance(asked, Const):
        return isinstance(asked.value, str) and asked.value.startswith(_NUMBERS)
    return isinstance(asked, Symbol) and asked.name.rpartition(".")[2].startswith(_NUMBERS)


def encoded(store: Store, symbol: str, given: Arguments, place: Place) -> Tensor | None:
    """``to_categorical(y, 10)``, ``tf.one_hot(y, 10)``: one-hot rows, of as many classes as is known."""
    row = ENCODERS.get(symbol)
    if row is None or given.open:
        return None
    asked = given.get(*row.classes)
    if len(given.args) > row.classes[1] + 1 or not _plain(given.kwargs, row):
        return None
    numbers = given.args[0] if given.args else next(iter(given.kwargs.values()), None)
    source = known(store, numbers) if isinstance(numbers, Tensor) else None
    width = asked.value if isinstance(asked, Const) and type(asked.value) is int else None
    if asked is None or asked == Const(None):
        width = source.most + 1 if source is not None and source.most is not None else None
    rank = source.rank if source is not None and source.form == "numbers" else None
    if rank is not None and source is not None:
        rank += 0 if row.squeezes and rank > 1 and source.width == 1 else 1
    return of(Labels("one-hot", place, rank=rank, width=width))


def _plain(named: Mapping[str, Value], row: EncoderRow) -> bool:
    """Whether nothing is asked for but how many classes there are."""
    return named.keys() <= {row.classes[0], "indices", "x", "y", "dtype", "name"}


def written(
    rows: Sequence[Value] | None, inner: Sequence[Sequence[Value] | None], place: Place
) -> Tensor | None:
    """``np.array([0, 1, 2])``, ``np.array([[0], [1]])``: whole numbers, one a sample.

    ``inner`` are the elements of each row, ``None`` for what is no list.
    """
    if not rows:
        return None
    flat, rank = rows, 1
    if all(each is not None for each in inner):
        if any(each is None or len(each) != 1 for each in inner):
            return None
        flat, rank = [each[0] for each in inner if each], 2
    numbers = [each.value for each in flat if isinstance(each, Const) and type(each.value) is int]
    if len(numbers) != len(flat):
        return None
    width = 1 if rank == 2 else None
    return of(Labels("numbers", place, min(numbers), max(numbers), rank, width))


def is_listed(value: Value) -> bool:
    """Whether ``value`` is a list or a tuple."""
    return isinstance(value, ListValue | TupleValue)


def of_folder(asked: Value | None, place: Place) -> Labels | None:
    """The labels of files in folders: numbers, or one-hot rows."""
    if asked == Const("categorical"):
        return Labels("one-hot", place)
    return Labels("numbers", place, rank=1) if asked == Const("int") else None


def note_batches(store: Store, batches: Unknown, found: Labels) -> None:
    """What the batches that ``batches`` gives have as labels, until something may have changed it."""
    store.set(("unknown", batches.key), _IN_BATCHES, found)


def of_batches(store: Store, batches: Unknown) -> Labels | None:
    """The labels of batches, if their form is known."""
    found = store.get(("unknown", batches.key), _IN_BATCHES) if batches.key is not None else None
    return found if isinstance(found, Labels) else None


def of_data_set(classes: int, rank: int, place: Place) -> Tensor:
    """The labels of a data set."""
    return of(Labels("numbers", place, 0, classes - 1, rank, 1 if rank == 2 else None))
