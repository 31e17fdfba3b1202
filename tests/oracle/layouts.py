"""How the lines of a generated program are laid out in several files."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from .outside import Switch

LAYOUTS = ("one", "settings", "package", "nested", "patched", "guarded")
WEIGHTS = (14, 2, 1, 1, 1, 1)


def several_modules(
    chance: random.Random,
    how: str,
    head: list[str],
    decision: list[str],
    switches: Sequence[Switch],
    pair: tuple[str, str],
    tail_of: Callable[[str], list[str]],
) -> tuple[dict[str, str], str, str | None]:
    """The files, which of them is run, and its dotted name if it is run as a module.

    ``decision`` ends in binding ``CHOICE``, in a module of its own; ``tail_of`` gives what follows in the one
    that is run, for an expression that has the decision.
    """
    settings = [*head, *decision]
    imported, used = _imports(chance, switches, {"package": ".", "nested": ".config"}.get(how, ""))
    other = chance.choice(pair)
    patch_first = chance.random() < 0.5
    files: dict[str, str] = {}
    if how == "guarded":
        settings += ['if __name__ == "__main__":', f"    CHOICE = {other}", "    print(CHOICE)"]
    if how == "patched":
        files["patch.py"] = text_of([*head, "import settings", f"settings.CHOICE = {other}"])
        imported = ["import patch", *imported] if patch_first else [*imported, "import patch"]
    train = [*head, *imported, *tail_of(used)]
    if how == "package":
        files |= {"app/__init__.py": "", "app/settings.py": text_of(settings), "app/train.py": text_of(train)}
        return files, "app/train.py", "app.train"
    if how == "nested":
        names = ", ".join(["CHOICE", *(switch.name for switch in switches)])
        package = [f"from .settings import {names}"] if patch_first else ["from . import settings"]
        files |= {
            "app/__init__.py": "from . import config\n" if patch_first else "",
            "app/config/__init__.py": text_of([*package, f"from app.config.settings import {names}"]),
            "app/config/settings.py": text_of(settings),
            "app/train.py": text_of(train),
        }
        return files, "app/train.py", "app.train"
    files |= {"settings.py": text_of(settings), "train.py": text_of(train)}
    return files, "train.py", None


def _imports(chance: random.Random, switches: Sequence[Switch], home: str) -> tuple[list[str], str]:
    """The imports of the decision and the switches, and the expression that has the decision."""
    style = chance.random()
    names = ", ".join(["CHOICE", *(switch.name for switch in switches)])
    module = f"{home if home != '.' else ''}.settings" if home else "settings"
    if style < 0.4:
        return [f"from {module} import {names}"], "CHOICE"
    if style < 0.5 and home == ".config":
        return [f"from .config import {names}"], "CHOICE"
    alias = "settings" if style < 0.7 else "cfg"
    renamed = "" if alias == "settings" else " as cfg"
    imported = [f"from {home} import settings{renamed}" if home else f"import settings{renamed}"]
    imported += [f"{switch.name} = {alias}.{switch.name}" for switch in switches]
    return imported, f"{alias}.CHOICE"


def called(chance: random.Random) -> list[str]:
    """A call of ``main``, guarded or not."""
    if chance.random() < 0.5:
        return ["main()"]
    return ['if __name__ == "__main__":', "    main()"]


def text_of(lines: Sequence[str]) -> str:
    """The lines as the text of a file."""
    return "\n".join(lines) + "\n"
