"""The check of ``known-apis``: rows that say what own layers, losses and wrappers behave as.

A row with a misspelt name would say nothing, and nobody would see that; so each name, argument and value is
compared with what Keras and TensorFlow have.
"""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword

from ..apis import public
from ..apis.activations import BY_NAME
from ..apis.names import LIBRARIES
from ..sources.known_apis import KnownApi
from .wrong import WrongPart, did_you_mean, suggestion

_FRAMEWORKS = ("keras", "tensorflow", "tf_keras")
_ACTIVATIONS = ("activation", "classifier_activation", "recurrent_activation")
_SWITCHES = ("from_logits",)

Given = str | int | float | bool


def known_apis(key: str, value: object) -> tuple[KnownApi, ...]:
    """A table from names to the API that each behaves as: its name, or a table with ``is`` and arguments."""
    if not isinstance(value, Mapping):
        raise ValueError("must be a table from names to the Keras or TensorFlow names that they behave as")
    return tuple(sorted(_known_api(str(name), row) for name, row in value.items()))


def _known_api(name: str, row: object) -> KnownApi:
    table = {"is": row} if isinstance(row, str) else row
    if "." not in name and isinstance(table, Mapping) and (bare := _without_quotes(name, table)):
        raise WrongPart(
            f"{name!r} is a table of tables: names are written in quotes{did_you_mean(bare)}", row=name
        )
    if not isinstance(table, Mapping) or not isinstance(table.get("is"), str):
        raise WrongPart(f'{name!r} must be a name, or a table with a name under "is"', row=name)
    meaning = table["is"]
    for each in (name, meaning):
        if "." not in each or not all(_is_name(part) for part in each.split(".")):
            raise WrongPart(f"{each!r} is no dotted name", row=name)
    if name.split(".")[0] in LIBRARIES:
        raise WrongPart(f"{name!r} is no own name: what that library has is known", row=name)
    root = meaning.split(".")[0]
    if root not in _FRAMEWORKS:
        hint = did_you_mean("tensorflow." + meaning[3:]) if root == "tf" else suggestion(root, _FRAMEWORKS)
        message = f"{name!r} must behave as something of {', '.join(_FRAMEWORKS)}, not {meaning!r}{hint}"
        raise WrongPart(message, row=name, written=meaning)
    if not public.is_public(meaning):
        hint = did_you_mean(public.nearest(meaning))
        message = f"{name!r} cannot behave as {meaning!r}, which is not known{hint}"
        raise WrongPart(message, row=name, written=meaning)
    given = {argument: held for argument, held in table.items() if argument != "is"}
    for argument, held in given.items():
        _check_argument(name, meaning, argument, held)
    return KnownApi(name, meaning, tuple(sorted(given.items())))


def _without_quotes(name: str, table: Mapping[str, object]) -> str | None:
    """The name that ``a.b.Own = "keras.layers.Dense"`` was meant to be, which TOML takes for tables in tables."""
    if isinstance(table.get("is"), str) or len(table) != 1:
        return None
    ((inner, row),) = table.items()
    if isinstance(row, Mapping):
        return (
            f"{name}.{inner}" if isinstance(row.get("is"), str) else _without_quotes(f"{name}.{inner}", row)
        )
    return f"{name}.{inner}" if isinstance(row, str) and "." in row else None


def _check_argument(name: str, meaning: str, argument: str, held: object) -> None:
    if not _is_name(argument) or not isinstance(held, (str, int, float, bool)):
        message = f"the argument {argument!r} of {name!r} must be a string, a number, true or false"
        raise WrongPart(message, row=name, written=argument)
    taken = public.arguments(meaning)
    if taken is not None and argument not in taken:
        hint = suggestion(argument, taken)
        raise WrongPart(f"{meaning!r} takes no argument {argument!r}{hint}", row=name, written=argument)
    if argument in _SWITCHES and not isinstance(held, bool):
        raise WrongPart(
            f"{argument!r} of {name!r} must be true or false, not {held!r}", row=name, written=argument
        )
    if argument in _ACTIVATIONS and held not in BY_NAME and not public.is_public(f"keras.activations.{held}"):
        hint = suggestion(str(held), BY_NAME)
        raise WrongPart(f"there is no activation {held!r}{hint}", row=name, written=argument)


def _is_name(text: str) -> bool:
    return text.isidentifier() and not iskeyword(text)
