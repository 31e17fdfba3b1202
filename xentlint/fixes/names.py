"""How a file spells a library symbol, and the import that it needs where it does not yet."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..apis.names import canonical
from ..apis.runtimes import Era
from ..python.modules import Module, Place
from ..python.values import Symbol
from ..rules.finding import View
from ..sources.positions import Edit
from . import import_lines, numbered, recorded, text
from .imported_names import PRIVATE, imported_names
from .shadowed import is_bound_by_then, is_shadowed
from .symbolic import is_symbolic
from .text import NotEditable

_OTHER_PRECISION = re.compile(r"mixed_precision|float16|set_dtype_policy|set_global_policy|set_floatx")
"""Words of programs whose layers may not compute in the precision of what they are given."""
_OTHER_BACKEND = re.compile(r"\bKERAS_BACKEND\W+(?:jax|torch)\b|^[ \t]*(?:import|from) (?:jax|torch)\b", re.M)
"""Words of programs whose tensors may not be TensorFlow's, which have ``numpy()``."""
_GOING_THROUGH = re.compile(
    r"\b(?:globals|dir|vars)\s*\(\s*\)(?!\s*(?:\[|\.(?:get|update|setdefault|pop)\b))"
)
"""What gives all names that a file binds, one more among them."""
_COUNTING_LAYERS = re.compile(r"\bget_layer\(")
"""Words of programs that may ask for a layer by the name that Keras gives it."""
_PACKAGES = {"tf": "tensorflow.keras", "keras": "keras", "tf_keras": "tf_keras", PRIVATE: PRIVATE}
"""Each Keras by the root of its names, and where it is imported from."""


class Names:
    """Spellings for one plan; imports that it adds are collected, once a file."""

    def __init__(self, view: View) -> None:
        self.program = view.program
        self._runtimes = view.runtimes
        self._added: dict[tuple[Module, str], Edit] = {}
        self._layers: list[Place] = []

    def of_models_with(self, places: Iterable[Place]) -> None:
        """The layers made at ``places`` tell which Keras the models of the plan are of."""
        self._layers.extend(places)

    @property
    def edits(self) -> list[Edit]:
        """The imports to add."""
        return import_lines.in_order(self._added.values())

    def bound(self, module: Module) -> dict[str, str]:
        """Canonical symbol to the name that the module binds to it."""
        found: dict[str, str] = {}
        for name, value in self.program.names(module).items():
            if isinstance(value, Symbol):
                found.setdefault(value.name, name)
        return found

    def _roots(self, module: Module) -> set[str]:
        """The Keras packages that the module has names of; where TensorFlow is for other things, not its own."""
        names = self.program.names(module).values()
        return {value.root for value in names if isinstance(value, Symbol) and value.name.startswith("keras")}

    def keras(self, place: Place, home: str, name: str) -> str:
        """An expression for ``keras.<home>.<name>`` in the file of ``place``."""
        module = place.module
        imported = imported_names(module)
        made_by = {root for each in self._layers if (root := self._root(each)) is not None}
        if any(_dotted(each)[0] in imported_names(each.module).from_several for each in self._layers):
            # ``try: from keras … except ImportError: from tensorflow.keras …``: only what is imported alike will do.
            alike = imported.from_several
            bound = {symbol: each for symbol, each in self.bound(module).items() if each in alike}
            for prefix, rest in _spellings(home, name)[:3]:
                if prefix in bound and is_bound_by_then(place, bound[prefix]):
                    return _meant(place, bound[prefix]) + rest
            raise NotEditable("which Keras is imported is decided when the program runs")
        if home in ("metrics", "losses") and (len(made_by) > 1 or (imported.private and not made_by)):
            raise NotEditable("which Keras the model is of is not known")
        if made_by == {PRIVATE}:
            self._import(place, f"from {PRIVATE}.{home} import {name}", name)
            return _meant(place, name)
        values = self.program.names(module)
        bound = {
            symbol: each
            for symbol, each in self.bound(module).items()
            if each not in imported.private
            and (symbol == "tf" or not made_by or getattr(values[each], "root", "") in made_by)
        }
        roots = made_by or self._roots(module) or self.program.facts.roots.get(module.path, set())
        for prefix, rest in _spellings(home, name):
            if prefix not in bound or not is_bound_by_then(place, bound[prefix].partition(".")[0]):
                continue
            if prefix != "tf" or not roots or "tf" in roots:
                return _meant(place, bound[prefix]) + rest
        package = _PACKAGES[next((each for each in ("tf", "tf_keras", "keras") if each in roots), "tf")]
        self._import(place, f"from {package}.{home} import {name}", name)
        return _meant(place, name)

    def _root(self, layer: Place) -> str | None:
        """Which Keras a layer is of, by the name that the call which makes it begins with."""
        first, rest = _dotted(layer)
        if first in imported_names(layer.module).private:
            return PRIVATE
        value = self.program.names(layer.module).get(first)
        if not isinstance(value, Symbol):
            return None
        name = canonical(f"{value.name}.{rest}")[0] if rest else value.name
        return value.root if name.startswith("keras.") and value.root in _PACKAGES else None

    def wrapped(self, place: Place, function: str, numpy: bool, axis: int = -1) -> tuple[str, str]:
        """What to write around an expression to apply ``function``, and get an array if it was one."""
        shown = text.enclosing(place, cst.FormattedStringExpression)
        if shown is not None and isinstance(shown.node, cst.FormattedStringExpression) and shown.node.equal:
            raise NotEditable("the program shows its own text there")
        rest = "" if axis == -1 else f", axis={axis}"
        ops = self._ops(place)
        if ops is not None:
            applied = f"{ops}.{function}("
            return (f"{ops}.convert_to_numpy({applied}", f"{rest}))") if numpy else (applied, f"{rest})")
        if not numpy and is_symbolic(place):
            if rest:
                raise NotEditable("what is read is part of a model, and the axis is not the last one")
            return f'{self.keras(place, "layers", "Activation")}("{function}")(', ")"
        of_keras = self._of_keras_alone(place, function, numpy, axis)
        if of_keras is not None:
            return of_keras
        return f"{self.tf(place)}.nn.{function}(", f"{rest}).numpy()" if numpy else f"{rest})"

    def _of_keras_alone(self, place: Place, function: str, numpy: bool, axis: int) -> tuple[str, str] | None:
        """The same in a file that knows Keras and not TensorFlow: what each of its generations has.

        ``keras.activations.softmax`` of Keras 2 takes no arrays and no single rows; the layer does, in its own precision.
        """
        module = place.module
        if "tf" in self.bound(module) or imported_names(module).from_several:
            return None
        roots: set[str | None] = {*self.program.facts.roots.get(module.path, ())}
        roots = roots or {self._root(each) for each in self._layers}
        if roots != {"keras"} or function not in ("sigmoid", "softmax"):
            return None
        read = self.program.read
        texts = [unit.code for each in read for unit in each.units]
        if any(_OTHER_BACKEND.search(each) for each in texts):
            raise NotEditable("it may run on another backend than TensorFlow")
        end = ").numpy()" if numpy else ")"
        if function == "sigmoid" or (not numpy and isinstance(place.node, cst.Call)):
            rest = "" if axis == -1 else f", axis={axis}"
            return f"{self.keras(place, 'activations', function)}(", rest + end
        if any(_OTHER_PRECISION.search(each) or _COUNTING_LAYERS.search(each) for each in texts):
            return None
        if numbered.are_seen(self.program, read, "Softmax"):
            return None
        if not recorded.takes_arrays(module.document):
            raise NotEditable("layers of the Keras that it was run with take no arrays")
        argument = "" if axis == -1 else f"axis={axis}"
        return f"{self.keras(place, 'layers', 'Softmax')}({argument})(", end

    def log_of(self, place: Place, function: str) -> str:
        """The function that is the logarithm of a softmax or sigmoid."""
        ops = self._ops(place)
        if ops is not None:
            return f"{ops}.log_softmax" if function == "softmax" else f"{ops}.log_sigmoid"
        tf = self.tf(place)
        return f"{tf}.nn.log_softmax" if function == "softmax" else f"{tf}.math.log_sigmoid"

    def _ops(self, place: Place) -> str | None:
        """``keras.ops``, in a file for another backend than TensorFlow, or for Keras 3 that names only Keras."""
        bound = self.bound(place.module)
        if "tf" in bound:
            return None
        backends = self.program.facts.backends.get(place.module.path, set()) - {"tensorflow"}
        newest = "keras" in self.program.facts.roots.get(place.module.path, set()) and all(
            runtime.era is Era.KERAS3 for runtime in self._runtimes(place)
        )
        if not backends and not newest:
            return None
        if "keras.ops" in bound:
            return _meant(place, bound["keras.ops"])
        if "keras" not in bound:
            self._import(place, "import keras", "keras")
        return f"{_meant(place, bound.get('keras', 'keras'))}.ops"

    def tf(self, place: Place) -> str:
        """The name of TensorFlow in the file of ``place``."""
        bound = self.bound(place.module)
        if "tf" not in bound:
            self._import(place, "import tensorflow as tf", "tf")
        return _meant(place, bound.get("tf", "tf"))

    def _taken_by_star(self, module: Module, line: str, name: str) -> Module | None:
        """A module that imports all names of ``module`` and has another one by the ``name`` that ``line`` binds."""
        find = self.program.find
        for other in self.program.read if find is not None else ():
            same = re.compile(rf"^{re.escape(line)}\b", re.MULTILINE)
            if name not in self.program.names(other) or any(same.search(each.code) for each in other.units):
                continue
            for unit in range(len(other.trees)):
                for node in other.every(cst.ImportFrom, unit):
                    home = get_full_name_for_node(node.module) if node.module is not None else None
                    led_to = find(home or "", other.path, len(node.relative)) if find is not None else None
                    if isinstance(node.names, cst.ImportStar) and led_to == module.path:
                        return other
        return None

    def _import(self, place: Place, line: str, name: str) -> None:
        module = place.module
        if (module, line) in self._added:
            return
        if name in self.program.names(module):
            raise NotEditable(f"the name {name} is taken")
        taken = self._taken_by_star(module, line, name)
        if taken is not None:
            raise NotEditable(f"the name {name} is taken in {taken.path.name}, which imports all names")
        if any(_GOING_THROUGH.search(unit.code) for unit in module.units):
            raise NotEditable("the program goes through the names that the file binds")
        if import_lines.waits_for_it(module, self.program.read, self.program.find):
            raise NotEditable("the file imports what needs the library only where it needs it")
        self._added[module, line] = import_lines.joined(module, line, place) or import_lines.edit_for(
            module, self.program.find, line, place
        )


def _dotted(layer: Place) -> tuple[str, str]:
    """The name that the call which makes a layer begins with, and the rest of what is called."""
    node = layer.node.func if isinstance(layer.node, cst.Call) else layer.node
    first, _, rest = (get_full_name_for_node(node) or "").partition(".")
    return first, rest


def _spellings(home: str, name: str) -> list[tuple[str, str]]:
    """What a file may have a name of, and how ``keras.<home>.<name>`` goes on from there."""
    return [
        (f"keras.{home}.{name}", ""),
        (f"keras.{home}", f".{name}"),
        ("keras", f".{home}.{name}"),
        ("tf", f".keras.{home}.{name}"),
    ]


def _meant(place: Place, name: str) -> str:
    """``name``, where it is the module's import."""
    if is_shadowed(place, name.partition(".")[0]):
        raise NotEditable(f"the name {name} may mean something else there")
    return name
