"""``absl.flags``, as far as programs use it to switch. Flags are parsed when the first one is read."""

from __future__ import annotations

import sys
from typing import Any


class FlagValues:
    """``flags.FLAGS``."""

    def __init__(self) -> None:
        self.__dict__["_flags"] = {}
        self.__dict__["_values"] = None

    def __call__(self, argv: Any, known_only: bool = False) -> list[str]:
        self.__dict__["_values"], rest = self._parse(list(argv)[1:])
        return [argv[0], *rest]

    def _parse(self, argv: list[str]) -> tuple[dict[str, Any], list[str]]:
        values = {name: default for name, (default, _) in self._flags.items()}
        rest = []
        while argv:
            word = argv.pop(0)
            name, equals, text = word.lstrip("-").partition("=")
            if not word.startswith("-"):
                rest.append(word)
            elif name in self._flags:
                convert = self._flags[name][1]
                if convert is bool:
                    values[name] = text.lower() not in ("false", "0", "no", "f", "n") if equals else True
                else:
                    values[name] = convert(text if equals else argv.pop(0))
            elif name.startswith("no") and name[2:] in self._flags:
                values[name[2:]] = False
            else:
                sys.stderr.write(f"FATAL Flags parsing error: Unknown command line flag '{name}'\n")
                sys.exit(1)
        return values, rest

    def __getattr__(self, name: str) -> Any:
        if self._values is None:
            self(sys.argv)
        if name not in self._values:
            raise AttributeError(name)
        return self._values[name]

    def __setattr__(self, name: str, value: Any) -> None:
        if self._values is None:
            self(sys.argv)
        self._values[name] = value

    def __getitem__(self, name: str) -> Any:
        return _Flag(self, name)

    def __contains__(self, name: str) -> bool:
        return name in self._flags

    def flag_values_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._flags}


class _Flag:
    def __init__(self, flags: FlagValues, name: str) -> None:
        self.name = name
        self.value = getattr(flags, name)
        self.default = flags._flags[name][0]


FLAGS = FlagValues()


def _definer(convert: Any) -> Any:
    def define(name: str, default: Any, help: Any = None, *args: Any, **kwargs: Any) -> _Holder:
        FLAGS._flags[name] = (default, convert)
        return _Holder(name)

    return define


class _Holder:
    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def value(self) -> Any:
        return getattr(FLAGS, self._name)


DEFINE_string = _definer(str)
DEFINE_bool = DEFINE_boolean = _definer(bool)
DEFINE_integer = _definer(int)
DEFINE_float = _definer(float)
DEFINE_list = _definer(lambda text: text.split(","))


def DEFINE_enum(name: str, default: Any, enum_values: Any, help: Any = None, **kwargs: Any) -> _Holder:
    def convert(text: str) -> str:
        if text not in enum_values:
            sys.exit(f"FATAL Flags parsing error: {name} must be one of {enum_values}")
        return text

    FLAGS._flags[name] = (default, convert)
    return _Holder(name)


def mark_flag_as_required(name: str, *args: Any) -> None:
    """Nothing here runs without its flags."""
