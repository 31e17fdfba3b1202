"""What makes labels of a known form: data sets whose classes are known, and encoders of class numbers.

Read from the packages; the tests hold the rows against whatever is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataSetRow:
    """``load_data()`` gives ``((x, y), (x, y))``: the labels are the numbers of ``classes``, in an array of ``rank``."""

    classes: int
    rank: int = 1
    option: str = ""
    """An argument that chooses other labels than these."""


DATA_SETS: Mapping[str, DataSetRow] = {
    "keras.datasets.mnist.load_data": DataSetRow(10),
    "keras.datasets.fashion_mnist.load_data": DataSetRow(10),
    "keras.datasets.cifar10.load_data": DataSetRow(10, 2),
    "keras.datasets.cifar100.load_data": DataSetRow(100, 2, "label_mode"),
    "keras.datasets.imdb.load_data": DataSetRow(2),
    "keras.datasets.reuters.load_data": DataSetRow(46),
}
"""Rows by canonical symbol."""


@dataclass(frozen=True, slots=True)
class EncoderRow:
    """A function that makes one-hot rows of class numbers: which argument says of how many."""

    classes: tuple[str, int]
    squeezes: bool = False
    """Whether a last axis of one number is left out of the rows."""


ENCODERS: Mapping[str, EncoderRow] = {
    "keras.utils.to_categorical": EncoderRow(("num_classes", 1), squeezes=True),
    "keras.utils.np_utils.to_categorical": EncoderRow(("num_classes", 1), squeezes=True),
    "keras.ops.one_hot": EncoderRow(("num_classes", 1)),
    "keras.backend.one_hot": EncoderRow(("num_classes", 1)),
    "tf.one_hot": EncoderRow(("depth", 1)),
    "jax.nn.one_hot": EncoderRow(("num_classes", 1)),
}
"""Rows by canonical symbol. What says more than how many classes there are is not followed."""


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A function that reads labelled files: the argument that says in which form, its default, and what each says."""

    argument: tuple[str, int]
    default: str


FOLDERS: Mapping[str, FolderRow] = {
    "keras.utils.image_dataset_from_directory": FolderRow(("label_mode", 2), "int"),
    "keras.utils.text_dataset_from_directory": FolderRow(("label_mode", 2), "int"),
    "keras.utils.audio_dataset_from_directory": FolderRow(("label_mode", 2), "int"),
    "keras.preprocessing.image_dataset_from_directory": FolderRow(("label_mode", 2), "int"),
    "keras.preprocessing.text_dataset_from_directory": FolderRow(("label_mode", 2), "int"),
}
"""Functions of batches of labels, by canonical symbol: "int" gives numbers, "categorical" one-hot rows."""

SAME_BATCHES = frozenset({"cache", "prefetch", "repeat", "shuffle", "skip", "take", "with_options"})
"""Methods of a ``tf.data.Dataset`` that give the same elements, in another order or of another number."""
