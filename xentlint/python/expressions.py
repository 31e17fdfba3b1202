"""What expressions mean: names, attributes, operators, displays, definitions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import libcst as cst

from . import (
    builtin_names,
    calls,
    comprehensions,
    concrete,
    containers,
    forgetting,
    formatted,
    identity,
    operators,
    reads,
    sequences,
    special_methods,
)
from .concrete import MOST_ITEMS, Raised, Undecided
from .domain import domain_of
from .machine import Machine
from .modules import Place
from .standing import Standing
from .values import (
    NONE,
    ApiMethod,
    Arguments,
    Const,
    DictValue,
    Entries,
    FunctionValue,
    Instance,
    Openness,
    PropertyValue,
    SliceValue,
    Symbol,
    TupleValue,
    Unknown,
    Value,
    WrappedFunction,
    derive,
    is_inert,
)

as_condition = operators.as_condition


def evaluate(ev: Machine, node: cst.BaseExpression) -> Value:
    """The value of ``node`` in the current frame."""
    ev.tick()
    literal = ev.literals.get(node)
    if literal is not None:
        return literal
    handler = _EXPRESSIONS.get(type(node))
    if handler is None:
        forgetting.forget_names(ev, node)
        return ev.unknown(f"expression {type(node).__name__}")
    value = handler(ev, node)
    if ev.hooked and isinstance(value, Unknown) and forgetting.is_hooked(ev, value.key):
        ev.forget_shared()
    if ev.watch is not None:
        ev.watch.see(ev, node, value)
    return value


def builtin(ev: Machine, name: str) -> Value:
    """A name that the program does not bind: a builtin, or unknown."""
    replaced = ev.store.get(("symbol", "builtins"), name)
    if replaced is not None:
        return ev.narrow(replaced)
    if name in builtin_names.NAMES:
        return Symbol(f"builtins.{name}")
    if name == "__name__":
        return Const(ev.frame.module.run_as)
    if name.startswith("__"):
        return Unknown(("foreign", ev.frame.module.scope, name))
    ev.doubt(Standing.FORGOTTEN)
    if any(name in ev.names_bound(tree) for tree in ev.frame.module.trees):
        return ev.unknown(f"name {name} is not bound yet")
    return Unknown(("name", ev.frame.module.scope, name), why=f"name {name} is not bound")


def _name(ev: Machine, node: cst.Name) -> Value:
    if node.value == "None":
        return NONE
    if node.value == "True":
        return Const(True)
    if node.value == "False":
        return Const(False)
    return ev.lookup(node.value)


def _literal(ev: Machine, node: Any) -> Value:
    """A constant, worked out once however often it is passed."""
    try:
        made: Value = Const(_plain(node) if isinstance(node, cst.Integer) else node.evaluated_value)
    except (ValueError, SyntaxError, OverflowError):
        made = ev.unknown("a literal that Python does not read")
    ev.literals[node] = made
    return made


def _plain(node: cst.Integer) -> int:
    """The number: most are short and decimal, and need no parser."""
    return (
        int(node.value) if node.value[0] in "123456789" and node.value.isdecimal() else node.evaluated_value
    )


def _concatenated(ev: Machine, node: cst.ConcatenatedString) -> Value:
    parts = [evaluate(ev, node.left), evaluate(ev, node.right)]
    texts = [each.value for each in parts if isinstance(each, Const)]
    if len(texts) == 2 and type(texts[0]) is type(texts[1]) and isinstance(texts[0], str | bytes):
        return operators.binary(ev, "Add", parts[0], parts[1], None, None, None)
    return Unknown(derive("format", *(identity.key_of(each) for each in parts)), why="formatted string")


def _formatted(ev: Machine, node: cst.FormattedString) -> Value:
    text: list[str] = []
    pieces: list[Any] = []
    known = True
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            read = _as_read(node, part)
            known = known and read is not None
            text.append(read or "")
            pieces.append(formatted.how(part.value) if read is None else read)
            continue
        if not isinstance(part, cst.FormattedStringExpression):
            known = False
            pieces.append(None)
            continue
        value = evaluate(ev, part.expression)
        reads.read_all(ev, value, ev.place(part.expression), "show")
        special_methods.formatted(ev, value, part.conversion)
        spec = _format_spec(ev, part)
        key = identity.key_of(value)
        if part.conversion or part.format_spec or part.equal is not None:
            pieces.append(formatted.how(cst.Module([]).code_for_node(part)))
            key = formatted.shown(key)
        pieces.append(key)
        if isinstance(value, Const) and spec is not None and part.equal is None:
            try:
                text.append(concrete.formatted(value.value, part.conversion, spec))
                if sum(map(len, text)) <= concrete.MOST_TEXT:
                    continue
            except Raised as error:
                raise ev.raised(ev.error(error.name)) from None
            except Undecided:
                pass
        known = False
    if known:
        return Const("".join(text))
    ev.doubt(Standing.FORGOTTEN)
    return Unknown(formatted.made_of(*pieces), why="formatted string")


def _as_read(node: cst.FormattedString, part: cst.FormattedStringText) -> str | None:
    """The text between the braces of an f-string, as Python reads it; ``None`` where that is not plain."""
    if not any(each in part.value for each in "\\{}\r"):
        return part.value
    quotes = node.start.lstrip("fFrR")
    prefix = "r" if "r" in node.start[: -len(quotes)].lower() else ""
    try:
        read = ast.literal_eval(f"{prefix}{quotes}{part.value}{node.end}")
    except (SyntaxError, ValueError):
        return None
    return read.replace("{{", "{").replace("}}", "}") if isinstance(read, str) else None


def _format_spec(ev: Machine, part: cst.FormattedStringExpression) -> str | None:
    """The written format, ``None`` if it is worked out itself."""
    if part.format_spec is None:
        return ""
    pieces = []
    for each in part.format_spec:
        if isinstance(each, cst.FormattedStringText) and not any(c in each.value for c in "\\{}"):
            pieces.append(each.value)
        elif isinstance(each, cst.FormattedStringText):
            return None
        elif isinstance(each, cst.FormattedStringExpression):
            special_methods.formatted(ev, evaluate(ev, each.expression), each.conversion)
            return None
    return "".join(pieces)


def _attribute(ev: Machine, node: cst.Attribute) -> Value:
    return ev.attribute(evaluate(ev, node.value), ev.mangled(node.attr.value), ev.place(node.value))


def _openness(ev: Machine, value: Value) -> Openness:
    """Who decides what a call is given by ``*value`` or ``**value``, which is not known."""
    if isinstance(value, DictValue):
        return Openness.UNSEEN if ev.store.get(value.number, "$callers") is not None else Openness.LOST
    if isinstance(value, Unknown) and isinstance(value.key, tuple) and value.key[:1] == ("param",):
        return Openness.UNSEEN
    return Openness.UNSEEN if is_inert(value) else Openness.LOST


def arguments(ev: Machine, args: Sequence[cst.Arg]) -> Arguments:
    """The evaluated arguments of a call; ``*`` and ``**`` are expanded where they are known."""
    values: list[Value] = []
    places: list[Place | None] = []
    keywords: dict[str, Value] = {}
    keyword_places: dict[str, Place] = {}
    is_open = Openness.CLOSED
    if any(arg.star == "*" for arg in args):
        # What is given by position is evaluated first, also where a keyword stands before it.
        args = sorted(args, key=lambda arg: arg.keyword is not None or arg.star == "**")
    for arg in args:
        value = evaluate(ev, arg.value)
        where = ev.place(arg.value)
        if arg.star == "*":
            elements, exact = ev.elements(value, where)
            if not exact or len(values) + len(elements) > MOST_ITEMS:
                is_open = max(is_open, _openness(ev, value))
                reads.read_all(ev, value, where, "value", "spread over arguments")
                continue
            values.extend(elements)
            places.extend([None] * len(elements))
        elif arg.star == "**":
            value = ev.narrow(value)
            if isinstance(value, Const):
                raise ev.raised(ev.error("TypeError"))
            entries = containers.entries_of(ev, value)
            if entries is None and isinstance(value, Instance):
                value = sequences.mapping_of(ev, value, where)
                entries = containers.entries_of(ev, value)
            if entries is not None:
                for key, each in entries.entries:
                    if isinstance(key, str):
                        keywords[key] = each
                if not entries.exact:
                    is_open = max(is_open, _openness(ev, value))
            else:
                is_open = max(is_open, _openness(ev, value))
                ev.out_of_sight(value, "spread over arguments")
        elif arg.keyword is not None:
            keywords[arg.keyword.value] = value
            keyword_places[arg.keyword.value] = where
        elif not is_open:
            values.append(value)
            places.append(where)
        else:
            ev.escapes(value, where, "passed after arguments that are not known")
            ev.forget(value, "passed after arguments that are not known")
    return Arguments(tuple(values), keywords, tuple(places), keyword_places, is_open)


def _call(ev: Machine, node: cst.Call) -> Value:
    function = evaluate(ev, node.func)
    given = arguments(ev, node.args)
    place = ev.place(node)
    result = ev.call(function, given, place)
    domain_of(ev).note_result(ev, result, place)
    return result


def _subscript(ev: Machine, node: cst.Subscript) -> Value:
    value = evaluate(ev, node.value)
    index = index_value(ev, node)
    return ev.item(value, index, ev.place(node.value), _picks_one(node))


def _picks_one(node: cst.Subscript) -> bool:
    """Whether the last index takes single columns: ``p[:, 1]`` and not ``p[:10]``."""
    if len(node.slice) < 2:
        return False
    last = node.slice[-1].slice
    return isinstance(last, cst.Index)


def index_value(ev: Machine, node: cst.Subscript) -> Value:
    """The value of an index; a slice is a tuple marked as such."""
    parts: list[Value] = []
    for element in node.slice:
        inner = element.slice
        if isinstance(inner, cst.Index):
            parts.append(evaluate(ev, inner.value))
            special_methods.used_as_index(ev, parts[-1])
        elif isinstance(inner, cst.Slice):
            bounds = tuple(
                evaluate(ev, bound) if bound is not None else NONE
                for bound in (inner.lower, inner.upper, inner.step)
            )
            for bound in bounds:
                special_methods.used_as_index(ev, bound)
            parts.append(SliceValue(bounds))
    return parts[0] if len(parts) == 1 else TupleValue(tuple(parts))


def _binary(ev: Machine, node: cst.BinaryOperation) -> Value:
    # Long sums nest to the left: they are evaluated without recursion.
    chain: list[cst.BinaryOperation] = [node]
    while isinstance(chain[-1].left, cst.BinaryOperation):
        chain.append(chain[-1].left)
    value = evaluate(ev, chain[-1].left)
    for each in reversed(chain):
        right = evaluate(ev, each.right)
        value = operators.binary(
            ev,
            type(each.operator).__name__,
            value,
            right,
            ev.place(each.left),
            ev.place(each.right),
            ev.place(each),
        )
    return value


def _unary(ev: Machine, node: cst.UnaryOperation) -> Value:
    value = evaluate(ev, node.expression)
    return operators.unary(ev, type(node.operator).__name__, value, ev.place(node.expression))


def _boolean(ev: Machine, node: cst.BooleanOperation) -> Value:
    wants_all = isinstance(node.operator, cst.And)
    left = ev.narrow(evaluate(ev, node.left))
    ways = ev.scenarios(left)

    def stay() -> Value:
        return ev.narrow(left)

    def on() -> Value:
        return evaluate(ev, node.right)

    return ev.fork([(guard, on if way is wants_all else stay) for guard, way in ways])


def _comparison(ev: Machine, node: cst.Comparison) -> Value:
    def link(left: Value, left_node: cst.BaseExpression, index: int) -> Value:
        part = node.comparisons[index]
        right = evaluate(ev, part.comparator)
        result = operators.compare(
            ev, type(part.operator).__name__, left, right, ev.place(left_node), ev.place(part.comparator)
        )
        if index + 1 == len(node.comparisons):
            return result
        ways = ev.scenarios(result)
        return ev.fork(
            [
                (guard, (lambda: link(right, part.comparator, index + 1)) if way else (lambda: result))
                for guard, way in ways
            ]
        )

    return link(evaluate(ev, node.left), node.left, 0)


def _conditional(ev: Machine, node: cst.IfExp) -> Value:
    ways = ev.scenarios(evaluate(ev, node.test))

    def run(way: bool) -> Callable[[], Value]:
        return lambda: evaluate(ev, node.body if way else node.orelse)

    return ev.fork([(guard, run(way)) for guard, way in ways])


def _lambda(ev: Machine, node: cst.Lambda) -> Value:
    frame = ev.frame
    value = FunctionValue(
        node,
        frame.module,
        frame.unit,
        frame.scope,
        "<lambda>",
        defaults=calls.defaults(ev, node.params),
        within=frame.within,
    )
    ev.functions[node] = value
    return value


def _sequence_items(ev: Machine, elements: Any) -> tuple[tuple[Value, ...], bool]:
    items: list[Value] = []
    exact = True
    for element in elements:
        value = evaluate(ev, element.value)
        if isinstance(element, cst.StarredElement):
            inner, known = ev.elements(value, ev.place(element))
            if known:
                items.extend(inner)
            else:
                for lost in (value, *items):
                    ev.out_of_sight(lost, "in a list of unknown length")
                items, exact = [], False
        else:
            items.append(value)
    return tuple(items), exact


def _tuple(ev: Machine, node: cst.Tuple) -> Value:
    items, exact = _sequence_items(ev, node.elements)
    made = TupleValue(items) if exact else None
    return (
        made
        if made is not None and made.weight <= concrete.MOST_WEIGHT
        else ev.unknown("a tuple of any length")
    )


def _list(ev: Machine, node: cst.List) -> Value:
    items, exact = _sequence_items(ev, node.elements)
    return containers.new_list(ev, items, exact=exact)


def _set(ev: Machine, node: cst.Set) -> Value:
    items, exact = _sequence_items(ev, node.elements)
    return sequences.new_set(ev, items, exact=exact)


def _dict(ev: Machine, node: cst.Dict) -> Value:
    made = containers.new_dict(ev, Entries())
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            key = evaluate(ev, element.key)
            sequences.set_item(ev, made, key, evaluate(ev, element.value))
        elif isinstance(element, cst.StarredDictElement):
            other = evaluate(ev, element.value)
            sequences.dict_method(ev, made, "update", Arguments((other,), {}, (None,)))
    return made


def _named(ev: Machine, node: cst.NamedExpr) -> Value:
    value = evaluate(ev, node.value)
    if isinstance(node.target, cst.Name):
        # In a comprehension the name is one of the function around it.
        frame = next(each for each in reversed(ev.frames) if not each.comprehension)
        name = node.target.value
        ev.store.set(frame.elsewhere.get(name, frame.scope), name, value)
    return value


def _yield(ev: Machine, node: cst.Yield) -> Value:
    give = ev.frame.on_yield or (lambda value: ev.unknown("sent to a generator"))
    if isinstance(node.value, cst.From):
        elements, exact = ev.elements(evaluate(ev, node.value.item), ev.place(node.value.item))
        if not exact:
            elements = (ev.unknown("one of many"),)
            give(elements[0])
            return ev.unknown("returned by a generator")
        for each in elements:
            give(each)
        return ev.unknown("returned by a generator")
    return give(evaluate(ev, node.value) if node.value is not None else NONE)


def _ellipsis(ev: Machine, node: cst.Ellipsis) -> Value:
    return Const(...)


# -- definitions -----------------------------------------------------------------------------


def define_function(ev: Machine, node: cst.FunctionDef) -> Value:
    """The value of a ``def``: the function, as its decorators leave it."""
    frame = ev.frame
    decorators = [(ev.narrow(evaluate(ev, each.decorator)), ev.place(each)) for each in node.decorators]
    owner = ev.owners.get(frame.scope) if frame.scope in ev.class_scopes else None
    kind = "staticmethod" if owner is not None and node.name.value == "__new__" else "function"
    if owner is not None and node.name.value in ("__init_subclass__", "__class_getitem__"):
        kind = "classmethod"
    function = FunctionValue(
        node,
        frame.module,
        frame.unit,
        frame.scope,
        node.name.value,
        owner,
        calls.defaults(ev, node.params),
        False,
        kind,
        frame.within,
    )
    ev.functions[node] = function
    value: Value = function
    for decorator, place in reversed(decorators):
        value = _decorated(ev, value, decorator, place)
    if isinstance(value, FunctionValue) and value.node is node:
        ev.functions[node] = value
    elif (
        isinstance(value, PropertyValue)
        and isinstance(value.getter, FunctionValue)
        and value.getter.node is node
    ):
        ev.functions[node] = replace(value.getter, kind="property")
    return value


def _decorated(ev: Machine, value: Value, decorator: Value, place: Place) -> Value:
    name = calls.library_name(decorator)
    if name in ("builtins.staticmethod", "builtins.classmethod"):
        kind = name.rsplit(".", 1)[1]
        return replace(value, kind=kind) if isinstance(value, FunctionValue) else WrappedFunction(kind, value)
    if name == "builtins.property":
        return PropertyValue(value)
    if isinstance(decorator, ApiMethod) and isinstance(decorator.receiver, PropertyValue):
        if decorator.name == "setter":
            return replace(decorator.receiver, setter=value)
        if decorator.name == "deleter":
            return replace(decorator.receiver, deleter=value)
        return replace(decorator.receiver, getter=value)
    return calls.decorated(ev, value, decorator, place)


def _await(ev: Machine, node: cst.Await) -> Value:
    return evaluate(ev, node.expression)


_EXPRESSIONS: dict[type[cst.CSTNode], Callable[[Any, Any], Value]] = {
    cst.Name: _name,
    cst.Integer: _literal,
    cst.Float: _literal,
    cst.Imaginary: _literal,
    cst.SimpleString: _literal,
    cst.ConcatenatedString: _concatenated,
    cst.FormattedString: _formatted,
    cst.Attribute: _attribute,
    cst.Call: _call,
    cst.Subscript: _subscript,
    cst.BinaryOperation: _binary,
    cst.UnaryOperation: _unary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
    cst.Lambda: _lambda,
    cst.Tuple: _tuple,
    cst.List: _list,
    cst.Set: _set,
    cst.Dict: _dict,
    cst.ListComp: comprehensions.evaluate,
    cst.SetComp: comprehensions.evaluate,
    cst.GeneratorExp: comprehensions.evaluate,
    cst.DictComp: comprehensions.evaluate,
    cst.NamedExpr: _named,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.Ellipsis: _ellipsis,
}
