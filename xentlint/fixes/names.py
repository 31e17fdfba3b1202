"""How a file spells a library symbol, and the import that it needs where it does not yet."""

from __future__ import annotations

import libcst as cst

from ..flow.evaluator import Evaluator
from ..flow.modules import Module
from ..flow.values import Place, Symbol
from ..sources.positions import Edit, Position, Span
from ..sources.text import line_ending
from .text import NotEditable


class Names:
    """Spellings for one plan; imports that it adds are collected, once a file."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._added: dict[tuple[Module, str], Edit] = {}

    @property
    def edits(self) -> list[Edit]:
        """The imports to add."""
        return list(self._added.values())

    def bound(self, module: Module) -> dict[str, str]:
        """Canonical symbol to the name that the module binds to it."""
        found: dict[str, str] = {}
        for name, value in self.evaluator.store.names(module.scope):
            if isinstance(value, Symbol):
                found.setdefault(value.name, name)
        return found

    def keras(self, place: Place, home: str, name: str) -> str:
        """An expression for ``keras.<home>.<name>`` in the file of ``place``."""
        module = place.module
        bound = self.bound(module)
        for prefix, rest in ((f"keras.{home}.{name}", ""), (f"keras.{home}", f".{name}"), ("keras", f".{home}.{name}"),
                             ("tf", f".keras.{home}.{name}")):  # fmt: skip
            if prefix in bound:
                return bound[prefix] + rest
        roots = self.evaluator.facts.roots.get(module.path, set())
        package = (
            "tensorflow.keras"
            if "tf" in roots or not roots
            else "tf_keras"
            if "tf_keras" in roots
            else "keras"
        )
        self._import(module, f"from {package}.{home} import {name}")
        return name

    def softmax(self, place: Place, function: str, numpy: bool) -> tuple[str, str]:
        """What to write around an expression to apply ``function``, and get an array if it was one."""
        bound = self.bound(place.module)
        backends = self.evaluator.facts.backends.get(place.module.path, set()) - {"tensorflow"}
        if "tf" not in bound and backends:
            base = bound.get("keras", "keras")
            if "keras" not in bound:
                self._import(place.module, "import keras")
            applied = f"{base}.ops.{function}("
            return (f"{base}.ops.convert_to_numpy({applied}", "))") if numpy else (applied, ")")
        if "tf" not in bound:
            self._import(place.module, "import tensorflow as tf")
        tf = bound.get("tf", "tf")
        return f"{tf}.nn.{function}(", ").numpy()" if numpy else ")"

    def tf(self, place: Place) -> str:
        """The name of TensorFlow in the file of ``place``."""
        bound = self.bound(place.module)
        if "tf" not in bound:
            self._import(place.module, "import tensorflow as tf")
        return bound.get("tf", "tf")

    def _import(self, module: Module, line: str) -> None:
        if (module, line) in self._added:
            return
        unit, row = _after_imports(module)
        text = module.units[unit].text
        at = Position(row, 1)
        self._added[module, line] = Edit(
            Span(str(module.path), module.units[unit].cell, at, at), line + (line_ending(text) or "\n")
        )


def _after_imports(module: Module) -> tuple[int, int]:
    """The unit and the row below the first block of library imports."""
    for unit, tree in enumerate(module.trees):
        last = None
        for statement in tree.body:
            if isinstance(statement, cst.SimpleStatementLine) and any(
                isinstance(small, cst.Import | cst.ImportFrom) for small in statement.body
            ):
                last = statement
            elif last is not None:
                break
        if last is not None:
            end = module.span(Place(module, unit, last)).end
            if end.row >= len(module.units[unit].text.splitlines()) and not module.units[unit].text.endswith(
                "\n"
            ):
                raise NotEditable("there is no line below the imports")
            return unit, end.row + 1
    raise NotEditable("the file has no imports to add one to")
