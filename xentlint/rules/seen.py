"""The values of a file's expressions in words: what each is, where it comes from, and why it is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from ..apis import losses as loss_table
from ..apis.activations import BY_NAME
from ..apis.layers import LAYERS
from ..apis.spaces import Space
from ..keras import kinds
from ..keras.values import FunctionalValue, LossValue, MetricValue, SequentialValue, Tensor
from ..keras.watching import Sighting, Watch
from ..python import lineage
from ..python.modules import Place
from ..python.nodes import children, walk
from ..python.standing import Standing, weakest
from ..python.values import (
    NONE,
    ApiMethod,
    ApiObject,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    ModuleValue,
    PartialValue,
    PropertyValue,
    SetValue,
    SuperValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)
from .finding import View
from .told import CALLED, Known, Wanted, Way, chain, leaf, loss_words, output, reason, space_of

_NAMES = (Symbol, ModuleValue, FunctionValue, ClassValue, BoundMethod, ApiMethod, PropertyValue, SuperValue)
"""Values of which nobody asks what they are, where they are called or asked for an attribute."""
_CONSTANTS = ("None", "True", "False")
_COMPUTED = (
    cst.Name,
    cst.Attribute,
    cst.Call,
    cst.Subscript,
    cst.Comparison,
    cst.BooleanOperation,
    cst.IfExp,
)
"""Expressions whose constant value cannot be read off them."""
_MOST = 4
"""Values named one by one."""
_MOST_TEXT = 40
_FAR = 6
"""Expressions followed to where something is not known first."""


def seen(view: View, watch: Watch, wanted: Wanted) -> Iterator[Known]:
    """What is known of every value at a ``wanted`` place of the watched file, but for those that only lead to another."""
    for sighting in watch.sightings():
        if wanted(sighting.place) and not _is_noise(watch, sighting):
            yield from _told(view, watch, sighting)


def _is_noise(watch: Watch, sighting: Sighting) -> bool:
    place, value = sighting.place, sighting.value
    node = place.node
    if isinstance(node, cst.Name) and node.value in _CONSTANTS:
        return True
    if isinstance(value, Const) and not isinstance(node, _COMPUTED):
        return True
    if isinstance(node, cst.Tuple | cst.List | cst.Dict | cst.Set) and not _is_telling(sighting):
        return True
    if (
        isinstance(value, Tensor)
        and value.pending
        and isinstance(node, cst.Call)
        and any(isinstance(each.value, LossValue) for each in watch.of(node.func))
    ):
        return True  # the meeting is told of
    above = place.module.parent(place)
    around = above.node if above is not None else None
    inside = (isinstance(around, cst.Call) and around.func is node) or (
        isinstance(around, cst.Attribute | cst.Subscript) and around.value is node
    )
    if isinstance(around, cst.Decorator | cst.Annotation) or isinstance(value, SuperValue):
        return True
    if isinstance(value, _NAMES):
        return inside
    if isinstance(value, Instance) and isinstance(around, cst.Attribute):
        # self.dense, and not model.predict
        return not any(isinstance(each.value, ApiMethod) for each in watch.of(around))
    if (value == NONE or isinstance(value, Unknown)) and isinstance(around, cst.Expr):
        return True  # nobody asks for it
    if isinstance(value, Unknown) and isinstance(node, cst.FormattedString):
        return True
    if isinstance(value, Unknown) and inside and around is not None:
        # What is made of something unknown leads there by itself.
        return all(isinstance(each.value, Unknown) for each in watch.of(around))
    return False


def _is_telling(sighting: Sighting) -> bool:
    """Whether a container that is written out holds something that has a space."""
    return any(isinstance(each, Tensor | LossValue | MetricValue) for each in sighting.holds)


def _told(view: View, watch: Watch, sighting: Sighting) -> Iterator[Known]:
    value, place = sighting.value, sighting.place
    way = tuple((where, "comes from here") for where in sighting.bound)
    if isinstance(value, Tensor):
        yield Known(place, *_tensor(watch, value, place))
    elif isinstance(value, Unknown):
        text, reasons = _unknown(watch, value, place)
        yield Known(place, text, reasons or way)
    elif isinstance(value, Union):
        yield Known(place, _one_of(watch, value, place), _ways(watch, value, place))
    elif isinstance(value, LossValue):
        yield Known(place, *_loss(value))
    elif isinstance(value, MetricValue):
        yield Known(place, f"the metric {value.symbol}", ((value.written, "written here"),))
    elif isinstance(value, SequentialValue):
        yield Known(place, *_model("a Sequential model", sighting.holds, value.place))
    elif isinstance(value, FunctionalValue):
        yield Known(place, *_model("a functional model", (value.outputs,), value.place))
    elif isinstance(value, Instance) and kinds.is_model(value):
        trained = (fact.pred for fact in view.program.facts.losses.values() if fact.pred.model == value)
        results = tuple(dict.fromkeys([*watch.called_with(value), *trained]))
        yield Known(place, *_model(f"a model of the class {value.cls.name}", results, None))
    else:
        yield Known(place, _short(watch, value, place, sighting.holds), way)


def _tensor(watch: Watch, tensor: Tensor, place: Place) -> tuple[str, Way, str]:
    if tensor.space is Space.UNKNOWN:
        why, way = _cause(watch, place) if not tensor.pending else ("", ())
        return output(tensor) + (f": {why}" if why else ""), way, ""
    return output(tensor), chain(tensor), space_of(tensor) if _is_hinted(place) else ""


def _is_hinted(place: Place) -> bool:
    """Whether the space stands behind an expression: what is assigned, and calls inside of others."""
    above = place.module.parent(place)
    if isinstance(place.node, cst.Name):
        return above is not None and isinstance(above.node, cst.AssignTarget)
    return isinstance(place.node, cst.Call) and (
        above is None or not isinstance(above.node, cst.Assign | cst.AnnAssign)
    )


def _loss(loss: LossValue) -> tuple[str, Way]:
    flag = ((loss.flag, "from_logits set here"),) if loss.flag is not None else ()
    return loss_words(loss), ((loss.written, "written here"), *flag)


def _model(name: str, results: Iterable[Value], made: Place | None) -> tuple[str, Way]:
    """A model by what it computes."""
    outputs = [each for result in results for each in _tensors(result)]
    way: list[tuple[Place, str]] = [(made, "made here")] if made is not None else []
    known = [each for each in outputs if each.space is not Space.UNKNOWN]
    if not outputs:
        return f"{name}; what it gives is not known at this point", tuple(way)
    if not known:
        return f"{name}; the space of what it gives is not known", tuple(way)
    for each in known:
        way += [step for step in chain(each) if step[1] != CALLED]
    texts = list(dict.fromkeys(output(each) for each in outputs))
    return f"{name} that gives {_listed(texts)}", tuple(dict.fromkeys(way))


def _tensors(value: Value) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, TupleValue):
        for each in value.items:
            yield from _tensors(each)
    elif isinstance(value, Union):
        for _, each in value.alternatives:
            yield from _tensors(each)


def _one_of(watch: Watch, value: Union, place: Place) -> str:
    texts = list(dict.fromkeys(_short(watch, each, place) for _, each in value.alternatives))
    if len(texts) == 1:
        return texts[0]
    decides = {
        Standing.INPUT: "as the program's input decides",
        Standing.FOREIGN: "as code or data out of sight decides",
        Standing.FORGOTTEN: "by a condition that is not followed",
    }[weakest(key for guard, _ in value.alternatives for key, _ in guard)]
    return f"either {' or '.join(texts[:_MOST])}, {decides}"


def _ways(watch: Watch, value: Union, place: Place) -> Way:
    way: list[tuple[Place, str]] = []
    for _, each in value.alternatives:
        if isinstance(each, Tensor):
            way += chain(each)
        elif isinstance(each, LossValue):
            way += _loss(each)[1]
    return tuple(dict.fromkeys(way))


def _short(watch: Watch, value: Value, place: Place, holds: tuple[Value, ...] = ()) -> str:
    """A value in a few words."""
    if isinstance(value, Tensor):
        return output(value)
    if isinstance(value, Unknown):
        return f"something that is not known ({reason(value)})"
    if isinstance(value, Const):
        text = repr(value.value)
        return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
    if isinstance(value, LossValue):
        return _loss(value)[0]
    if isinstance(value, MetricValue):
        return f"the metric {value.symbol}"
    if isinstance(value, TupleValue | ListValue | DictValue | SetValue):
        return _container(watch, value, place, holds)
    if isinstance(value, ApiObject):
        return _object(value)
    if isinstance(value, Symbol):
        return _symbol(value)
    if isinstance(value, FunctionValue | BoundMethod):
        function = value.function if isinstance(value, BoundMethod) else value
        return f"the function {function.name}"
    if isinstance(value, ClassValue):
        return f"the class {value.name}"
    if isinstance(value, Instance):
        kind = "a model" if kinds.is_model(value) else "a layer" if kinds.is_layer(value) else "an object"
        return f"{kind} of the class {value.cls.name}"
    if isinstance(value, ModuleValue):
        return f"the module {value.module.name}"
    if isinstance(value, ApiMethod):
        return f"the method {value.name}"
    if isinstance(value, PartialValue):
        return f"{_short(watch, value.function, place)}, with arguments given already"
    if isinstance(value, SequentialValue):
        return "a Sequential model"
    if isinstance(value, FunctionalValue):
        return "a functional model"
    if isinstance(value, GeneratorValue | IteratorValue):
        return "something that gives its elements one after the other"
    if isinstance(value, Union):
        return _one_of(watch, value, place)
    return "something else than an output"


def _container(watch: Watch, value: Value, place: Place, holds: tuple[Value, ...]) -> str:
    kinds = {TupleValue: "a tuple", ListValue: "a list", DictValue: "a dictionary", SetValue: "a set"}
    name = kinds[type(value)]
    items = value.items if isinstance(value, TupleValue) else holds
    if not items or all(isinstance(each, Const) for each in items):
        return name
    texts = [
        "one of several" if isinstance(each, Union) else _short(watch, each, place) for each in items[:_MOST]
    ]
    return f"{name} of {_listed(texts)}" + (" …" if len(items) > _MOST else "")


def _object(made: ApiObject) -> str:
    name = made.symbol.name
    row = LAYERS.get(name.rpartition(".")[2]) if name.startswith("keras.layers.") else None
    if row is None:
        return f"an object of {name}"
    given = made.arguments.get("activation", row.activation)
    if isinstance(given, Const) and given.value is None:
        given = None
    if isinstance(given, Const) and isinstance(given.value, str):
        known = BY_NAME.get(given.value)
        makes = f", which makes {known.space.value}" if known is not None and known.space is not None else ""
        return f"a layer, {name}, with the activation {given.value}{makes}"
    if isinstance(given, Symbol):
        return f"a layer, {name}, with the activation {given.name}"
    if given is not None:
        return f"a layer, {name}, with an activation that is not known"
    return f"a layer, {name}"


def _symbol(value: Symbol) -> str:
    row = loss_table.FUNCTIONS.get(value.name) or loss_table.CLASSES.get(value.name)
    if row is not None:
        return f"the loss {value.name}" + (f", which expects {row.expects}" if row.expects != "flag" else "")
    if value.name.partition(".")[0] in ("tf", "keras", "builtins"):
        return value.name.removeprefix("builtins.")
    return f"{value.name}, of a package that is not among the checked files"


def _listed(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


# -- what is not known -------------------------------------------------------------------------


def _unknown(watch: Watch, value: Unknown, place: Place) -> tuple[str, Way]:
    """Something that is not known, why, and where that began."""
    began = watch.born(value.key) if value.key is not None else None
    root = leaf(value.key)
    way: list[tuple[Place, str]] = []
    for where in (watch.born(root) if root is not None else None, began):
        if where is not None and where.node is not place.node:
            way.append((where, "not known since here"))
    why = ""
    if root is None or root[0] in ("foreign", "forgotten"):
        why = _called(watch, way[0][0] if way else place)
    return f"not known: {why or reason(value)}", tuple(dict.fromkeys(way))


def _cause(watch: Watch, place: Place) -> tuple[str, Way]:
    """Why the space of the value at ``place`` is not known: the first operand of which nothing is known."""
    way: list[tuple[Place, str]] = []
    at, why = place, ""
    for _ in range(_FAR):
        inner = _first_unknown(watch, at)
        if inner is None:
            break
        at = inner.place
        way.append((at, "its space is not known"))
        if isinstance(inner.value, Unknown):
            why = f"{_text(at)} is not known ({reason(inner.value)})"
            break
    return why or _called(watch, at), tuple(way)


def _first_unknown(watch: Watch, place: Place) -> Sighting | None:
    """What an unknown value was computed from, or bound or returned by, and is not known either."""
    node = place.node
    own = watch.of(node)
    candidates: list[cst.CSTNode] = [where.node for each in own for where in each.bound]
    if isinstance(node, cst.Call):
        for each in watch.of(node.func):
            function = each.value.function if isinstance(each.value, BoundMethod) else each.value
            if isinstance(function, FunctionValue):
                returns = (each for each in walk(function.node) if isinstance(each, cst.Return))
                candidates += [each.value for each in returns if each.value is not None]
        candidates += [argument.value for argument in node.args]
        if isinstance(node.func, cst.Attribute):
            candidates.append(node.func.value)
    elif isinstance(node, cst.Name) and candidates:
        candidates += [_assigned(where) for each in own for where in each.bound]
    else:
        candidates += children(node)
    for candidate in candidates:
        for sighting in watch.of(candidate) if candidate is not node else ():
            value = sighting.value
            if isinstance(value, Tensor) and value.space is Space.UNKNOWN:
                return sighting
            if isinstance(value, Unknown) and not value.element:
                return sighting
    return None


def _assigned(target: Place) -> cst.CSTNode:
    """What is assigned to the name at ``target``, or the name itself."""
    above = target.module.parent(target)
    statement = target.module.parent(above) if above is not None else None
    if statement is not None and isinstance(statement.node, cst.Assign):
        return statement.node.value
    return target.node


def _called(watch: Watch, place: Place) -> str:
    """What is called at ``place``, as the reason why nothing is known of its result."""
    node = place.node
    if not isinstance(node, cst.Call):
        return ""
    for each in watch.of(node.func):
        value = each.value
        if isinstance(value, Symbol):
            return f"what {value.name} gives is not known"
        if isinstance(value, ApiObject):
            return f"what {value.symbol.name} gives is not known"
        if isinstance(value, ApiMethod):
            return f"what the method {value.name} gives is not known"
        if isinstance(value, Unknown) and isinstance(node.func, cst.Attribute):
            return f"what the method {node.func.attr.value} gives is not known"
        if isinstance(value, Unknown):
            return f"it is not known what {_text(Place(place.module, place.unit, node.func))} is"
        if isinstance(value, Instance):
            known = lineage.api_bases(value.cls)
            return f"what {value.cls.name} computes is not known" if known else ""
        if isinstance(value, SequentialValue):
            return "a layer of the model is not known"
    return ""


def _text(place: Place) -> str:
    code = place.module.trees[place.unit].code_for_node(place.node)
    code = " ".join(code.split())
    return code if len(code) <= _MOST_TEXT else f"{code[: _MOST_TEXT - 1]}…"
