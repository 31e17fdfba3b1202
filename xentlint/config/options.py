"""The options that a configuration file can hold: what each means, and how its value is checked.

A check returns the value as `xentlint.config.settings.Settings` holds it, and raises ValueError with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..rules.codes import KNOWN_CODES, matching
from .wrong import WrongPart, suggestion

TARGETS: Mapping[str, tuple[str, ...]] = {
    "target-keras": ("2.1", "2", "3"),
    "target-backend": ("tensorflow", "jax", "torch"),
}

FRAMEWORKS = ("keras", "torch")
"""What `frameworks` can name."""


class Option(NamedTuple):
    """One option: its key in a file, the check of its value, what holds without it, and what it means."""

    key: str
    check: Callable[[str, object], object]
    default: str
    meaning: str

    @property
    def field(self) -> str:
        """The name of the field of `Settings` that holds it."""
        return self.key.replace("-", "_")


def strings(key: str, value: object) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of strings")
    return tuple(value)


def selectors(key: str, value: object) -> tuple[str, ...]:
    """``"ALL"``, codes or prefixes of codes: a list, or one string with commas."""
    if isinstance(value, str):
        value = [part for part in value.split(",") if part.strip()]
        if not value:
            raise ValueError("names no code; write [] for none at all")
    written = strings(key, value)
    for each in written:
        selector = each.strip().upper()
        if not matching(selector):
            known = ", ".join(KNOWN_CODES)
            hint = suggestion(selector, ("ALL", *KNOWN_CODES))
            message = f"unknown code {selector!r}{hint}; known are ALL, {known} and their prefixes"
            raise WrongPart(message, written=each)
    return tuple(each.strip().upper() for each in written)


def flag(key: str, value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def target(key: str, value: object) -> str:
    """One of the runtimes that are known under ``key``."""
    if value not in TARGETS[key]:
        choices = ", ".join(f'"{choice}"' for choice in TARGETS[key])
        raise ValueError(f"must be one of {choices}, not {value!r}")
    return str(value)


def frameworks(key: str, value: object) -> tuple[str, ...]:
    """Names of frameworks that are known."""
    for each in strings(key, value):
        if each not in FRAMEWORKS:
            raise ValueError(
                f"unknown framework {each!r}{suggestion(each, FRAMEWORKS)}; known are {', '.join(FRAMEWORKS)}"
            )
    return tuple(dict.fromkeys(strings(key, value)))


def path(key: str, value: object) -> Path:
    """A path, which is relative to the file that it stands in."""
    if not isinstance(value, (str, Path)):
        raise ValueError("must be a path")
    if "\0" in str(value):
        raise ValueError("must be a path, and no path holds a NUL")
    return Path(value)


def address(key: str, value: object) -> str:
    """An address on the web, or of a folder (``file:``), with a slash at its end."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://", "file://")):
        raise ValueError("must be an address that begins with https://, http:// or file://")
    return value.rstrip("/") + "/"


def ignores(key: str, value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A table from patterns to selectors."""
    items: object = value.items() if isinstance(value, Mapping) else value
    try:
        pairs = [(pattern, codes) for pattern, codes in items]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise ValueError("must be a table from file patterns to lists of codes") from None
    return tuple((str(pattern), _codes_of(key, str(pattern), codes)) for pattern, codes in pairs)


def _codes_of(key: str, pattern: str, codes: object) -> tuple[str, ...]:
    try:
        return selectors(key, codes)
    except ValueError as error:
        written = error.written if isinstance(error, WrongPart) else None
        raise WrongPart(f"{pattern!r}: {error}", row=pattern, written=written) from None


def known_apis(key: str, value: object) -> object:
    """A table from own names to what they behave as; the tables of libraries are read only for one."""
    from .own_apis import known_apis as check

    return check(key, value)


EXTEND = "extend"
OPTIONS: tuple[Option, ...] = (
    Option(EXTEND, path, "", "another configuration file to start from; what is written here goes on top"),
    Option("select", selectors, "the codes that are on", 'report these and no others: `"ALL"`, `["XEN1"]`'),
    Option("extend-select", selectors, "[]", "report these too"),
    Option("ignore", selectors, "[]", "do not report these; of two selectors, the more specific one decides"),
    Option("per-file-ignores", ignores, "{}", '`{"tests/**" = ["XEN1"]}`: not in files that match'),
    Option("fixable", selectors, '"ALL"', "repair these and no others"),
    Option("unfixable", selectors, "[]", "never repair these, only report them"),
    Option("baseline", path, "", "a file of findings that are known: they are not reported again"),
    Option("target-keras", target, "from the declared dependencies", '`"2.1"`, `"2"` or `"3"`: what runs it'),
    Option("target-backend", target, "from the code", '`"tensorflow"`, `"jax"` or `"torch"`'),
    Option(
        "frameworks",
        frameworks,
        '["keras"]',
        '`["keras", "torch"]`: look at the losses of PyTorch too, which is new and may say what is not so',
    ),
    Option(
        "known-apis",
        known_apis,
        "{}",
        '`{"acme.nn.Head" = "keras.layers.Softmax"}`: what own APIs out of sight behave as',
    ),
    Option("exclude", strings, "`.venv`, `build` …", "what is left out of folders, as `.gitignore` patterns"),
    Option("extend-exclude", strings, "[]", "the same, on top of `exclude`"),
    Option("force-exclude", flag, "false", "leave it out even when the file itself is named"),
    Option("respect-gitignore", flag, "true", "leave out what git ignores"),
    Option("docs-url", address, "", "where the rules' pages are: reports link there"),
    Option("cache", flag, "true", "keep results between runs (`--no-cache` for one run without)"),
    Option("cache-dir", path, "the user's cache folder", "where they are kept: below the file"),
)
BY_KEY: Mapping[str, Option] = {option.key: option for option in OPTIONS}
