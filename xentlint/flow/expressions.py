"""What expressions mean: names, attributes, operators, displays, definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import libcst as cst

from . import attributes, calls, operators, sequences
from .truth import truth
from .values import (
    NONE,
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    DictValue,
    Entries,
    FunctionValue,
    Instance,
    Place,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator, Flow

binary = operators.binary
set_attribute = attributes.set_attribute


def evaluate(ev: Evaluator, node: cst.BaseExpression) -> Value:
    """The value of ``node`` in the current frame."""
    ev.tick()
    literal = ev.literals.get(node)
    if literal is not None:
        return literal
    handler = _EXPRESSIONS.get(type(node))
    if handler is None:
        return Unknown(why=f"expression {type(node).__name__}")
    return handler(ev, node)


def builtin(ev: Evaluator, name: str) -> Value:
    """A name that the program does not bind: a builtin, or unknown."""
    if name in _BUILTINS:
        return Symbol(f"builtins.{name}")
    if name == "__name__":
        return Const("__main__")
    return Unknown(("name", ev.frame.module.scope, name), why=f"name {name} is not bound")


_BUILTINS = frozenset(
    [
        "abs",
        "all",
        "any",
        "bool",
        "bytes",
        "callable",
        "classmethod",
        "dict",
        "dir",
        "divmod",
        "enumerate",
        "eval",
        "exec",
        "filter",
        "float",
        "format",
        "frozenset",
        "getattr",
        "globals",
        "hasattr",
        "hash",
        "id",
        "input",
        "int",
        "isinstance",
        "issubclass",
        "iter",
        "len",
        "list",
        "locals",
        "map",
        "max",
        "min",
        "next",
        "object",
        "open",
        "pow",
        "print",
        "property",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "setattr",
        "slice",
        "sorted",
        "staticmethod",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "vars",
        "zip",
        "display",
        "Exception",
        "ValueError",
        "RuntimeError",
        "TypeError",
        "KeyError",
        "ImportError",
        "NotImplementedError",
        "AssertionError",
        "StopIteration",
        "NotImplemented",
    ]
)


def _name(ev: Evaluator, node: cst.Name) -> Value:
    if node.value == "None":
        return NONE
    if node.value == "True":
        return Const(True)
    if node.value == "False":
        return Const(False)
    return ev.lookup(node.value)


def _integer(ev: Evaluator, node: cst.Integer) -> Value:
    return _literal(ev, node, node.evaluated_value)


def _literal(ev: Evaluator, node: cst.BaseExpression, value: Any) -> Value:
    """A constant, worked out once however often it is passed."""
    made = ev.literals[node] = Const(value)
    return made


def _float(ev: Evaluator, node: cst.Float) -> Value:
    return _literal(ev, node, node.evaluated_value)


def _string(ev: Evaluator, node: cst.SimpleString) -> Value:
    return _literal(ev, node, node.evaluated_value)


def _concatenated(ev: Evaluator, node: cst.ConcatenatedString) -> Value:
    if isinstance(node.right, cst.FormattedString) or isinstance(node.left, cst.FormattedString):
        evaluate(ev, node.left)
        evaluate(ev, node.right)
        return Unknown(why="formatted string")
    found = node.evaluated_value
    return Const(found) if found is not None else Unknown(why="formatted string")


def _formatted(ev: Evaluator, node: cst.FormattedString) -> Value:
    text: list[str] = []
    known = True
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            text.append(part.value)
        elif isinstance(part, cst.FormattedStringExpression):
            value = evaluate(ev, part.expression)
            sequences.read_all(ev, value, ev.place(part.expression), "show")
            if isinstance(value, Const) and part.format_spec is None:
                text.append(str(value.value))
            else:
                known = False
    return Const("".join(text)) if known else Unknown(why="formatted string")


def _attribute(ev: Evaluator, node: cst.Attribute) -> Value:
    return attributes.get(ev, evaluate(ev, node.value), node.attr.value, ev.place(node.value))


def arguments(ev: Evaluator, args: Sequence[cst.Arg]) -> Arguments:
    """The evaluated arguments of a call; ``*`` and ``**`` are expanded where they are known."""
    values: list[Value] = []
    places: list[Place | None] = []
    keywords: dict[str, Value] = {}
    keyword_places: dict[str, Place] = {}
    is_open = False
    for arg in args:
        value = evaluate(ev, arg.value)
        where = ev.place(arg.value)
        if arg.star == "*":
            elements, exact = sequences.iterate(ev, value, where)
            if not exact:
                is_open = True
                sequences.read_all(ev, value, where, "value", "spread over arguments")
                continue
            values.extend(elements)
            places.extend([None] * len(elements))
        elif arg.star == "**":
            entries = ev.store.get(value.number, "items") if isinstance(value, DictValue) else None
            if isinstance(entries, Entries):
                for key, each in entries.entries:
                    if isinstance(key, str):
                        keywords[key] = each
                is_open = is_open or not entries.exact
            else:
                is_open = True
                ev.forget(value, "spread over arguments")
        elif arg.keyword is not None:
            keywords[arg.keyword.value] = value
            keyword_places[arg.keyword.value] = where
        elif not is_open:
            values.append(value)
            places.append(where)
        else:
            calls.escapes(ev, value, where, "passed after arguments that are not known")
    return Arguments(tuple(values), keywords, tuple(places), keyword_places, is_open)


def _call(ev: Evaluator, node: cst.Call) -> Value:
    function = evaluate(ev, node.func)
    given = arguments(ev, node.args)
    return calls.call(ev, function, given, ev.place(node))


def _subscript(ev: Evaluator, node: cst.Subscript) -> Value:
    value = evaluate(ev, node.value)
    index = index_value(ev, node)
    return sequences.subscript(ev, value, index, ev.place(node.value), _picks_one(node))


def _picks_one(node: cst.Subscript) -> bool:
    """Whether the last index takes single columns: ``p[:, 1]`` and not ``p[:10]``."""
    if len(node.slice) < 2:
        return False
    last = node.slice[-1].slice
    return isinstance(last, cst.Index)


def index_value(ev: Evaluator, node: cst.Subscript) -> Value:
    """The value of an index; a slice is a tuple marked as such."""
    parts: list[Value] = []
    for element in node.slice:
        inner = element.slice
        if isinstance(inner, cst.Index):
            parts.append(evaluate(ev, inner.value))
        elif isinstance(inner, cst.Slice):
            bounds = tuple(
                evaluate(ev, bound) if bound is not None else NONE
                for bound in (inner.lower, inner.upper, inner.step)
            )
            parts.append(sequences.SliceValue(bounds))
    return parts[0] if len(parts) == 1 else TupleValue(tuple(parts))


def _binary(ev: Evaluator, node: cst.BinaryOperation) -> Value:
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


def _unary(ev: Evaluator, node: cst.UnaryOperation) -> Value:
    value = evaluate(ev, node.expression)
    return operators.unary(ev, type(node.operator).__name__, value, ev.place(node.expression))


def _boolean(ev: Evaluator, node: cst.BooleanOperation) -> Value:
    left = evaluate(ev, node.left)
    known = truth(ev, left)[0]
    wants_all = isinstance(node.operator, cst.And)
    if known is not None and not isinstance(left, Union):
        if known is wants_all:
            return evaluate(ev, node.right)
        return left
    right = evaluate(ev, node.right)
    if isinstance(right, Const) and isinstance(right.value, bool) and right.value is not wants_all:
        return right
    first, second = operators.key_of(left), operators.key_of(right)
    key = derive("and" if wants_all else "or", first, second)
    return Unknown(key if key is not None else ("test", ev.store.number()), why="condition")


def _comparison(ev: Evaluator, node: cst.Comparison) -> Value:
    left = evaluate(ev, node.left)
    left_node = node.left
    result: Value = Const(True)
    for part in node.comparisons:
        right = evaluate(ev, part.comparator)
        link = operators.compare(
            ev, type(part.operator).__name__, left, right, ev.place(left_node), ev.place(part.comparator)
        )
        if isinstance(link, Const) and link.value is False:
            return link
        if isinstance(result, Const):
            result = link
        elif not isinstance(link, Const):
            key = derive("and", operators.key_of(result), operators.key_of(link))
            result = Unknown(key if key is not None else ("test", ev.store.number()), why="comparison")
        left, left_node = right, part.comparator
    return result


def _conditional(ev: Evaluator, node: cst.IfExp) -> Value:
    from .evaluator import Flow

    ways = ev.scenarios(evaluate(ev, node.test))

    def run(way: bool) -> Callable[[], tuple[Flow, Value]]:
        return lambda: (Flow.NEXT, evaluate(ev, node.body if way else node.orelse))

    return ev.fork([(guard, run(way)) for guard, way in ways], keep=False)[1]


def _lambda(ev: Evaluator, node: cst.Lambda) -> Value:
    frame = ev.frame
    value = FunctionValue(
        node, frame.module, frame.unit, frame.scope, "<lambda>", defaults=calls.defaults(ev, node.params)
    )
    ev.functions[node] = value
    return value


def _sequence_items(ev: Evaluator, elements: Any) -> tuple[tuple[Value, ...], bool]:
    items: list[Value] = []
    exact = True
    for element in elements:
        value = evaluate(ev, element.value)
        if isinstance(element, cst.StarredElement):
            inner, known = sequences.iterate(ev, value, ev.place(element))
            if known:
                items.extend(inner)
            else:
                for lost in (value, *items):
                    ev.forget(lost, "in a list of unknown length")
                items, exact = [], False
        else:
            items.append(value)
    return tuple(items), exact


def _tuple(ev: Evaluator, node: cst.Tuple) -> Value:
    items, exact = _sequence_items(ev, node.elements)
    return TupleValue(items) if exact else sequences.new_list(ev, items, exact=False)


def _list(ev: Evaluator, node: cst.List | cst.Set) -> Value:
    items, exact = _sequence_items(ev, node.elements)
    return sequences.new_list(ev, items, exact=exact)


def _dict(ev: Evaluator, node: cst.Dict) -> Value:
    entries = Entries()
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            key = evaluate(ev, element.key)
            value = evaluate(ev, element.value)
            entries = (
                entries.put(key.value, value)
                if isinstance(key, Const)
                else Entries(entries.entries, exact=False)
            )
            if not isinstance(key, Const):
                ev.forget(value, "put into a dictionary under a key that is not known")
        elif isinstance(element, cst.StarredDictElement):
            inner = evaluate(ev, element.value)
            known = ev.store.get(inner.number, "items") if isinstance(inner, DictValue) else None
            if isinstance(known, Entries):
                for k, v in known.entries:
                    entries = entries.put(k, v)
                entries = Entries(entries.entries, entries.exact and known.exact)
            else:
                ev.forget(entries, "in a dictionary with keys that are not known")
                entries = Entries(exact=False)
    return sequences.new_dict(ev, entries)


def _comprehension(ev: Evaluator, node: Any) -> Value:
    from .evaluator import Frame

    results: list[Value] = []
    keyed: list[tuple[Value, Value]] = []
    exact = True
    frame = ev.frame
    scope = ev.new_scope(frame.scope)
    ev.frames.append(
        Frame(scope, frame.module, frame.unit, frame.function, frame.owner, frame.receiver, frame.entry)
    )
    saved = ev.path

    def run(clause: cst.CompFor) -> None:
        nonlocal exact
        elements, known = sequences.iterate(ev, evaluate(ev, clause.iter), ev.place(clause))
        if not known or len(elements) > 24:
            exact = False
            elements = elements[:1] if elements else (Unknown(("element", ev.store.number()), element=True),)
        for element in elements:
            ev.store_to(clause.target, element)
            keep = True
            for condition in clause.ifs:
                verdict = truth(ev, evaluate(ev, condition.test))[0]
                if verdict is None:
                    exact = False
                keep = keep and verdict is not False
            if not keep:
                continue
            if clause.inner_for_in is not None:
                run(clause.inner_for_in)
            elif isinstance(node, cst.DictComp):
                keyed.append((evaluate(ev, node.key), evaluate(ev, node.value)))
            else:
                results.append(evaluate(ev, node.elt))

    try:
        run(node.for_in)
    finally:
        ev.frames.pop()
        ev.path = saved
    if isinstance(node, cst.DictComp):
        entries = Entries(exact=exact)
        for key, value in keyed:
            if isinstance(key, Const):
                entries = entries.put(key.value, value)
            else:
                calls.escapes(ev, value, ev.place(node), "put into a dictionary", depth=1)
                entries = Entries(entries.entries, exact=False)
        return sequences.new_dict(ev, entries)
    return sequences.new_list(ev, tuple(results), exact=exact)


def _named(ev: Evaluator, node: cst.NamedExpr) -> Value:
    value = evaluate(ev, node.value)
    ev.store_to(node.target, value)
    return value


def _await(ev: Evaluator, node: cst.Await) -> Value:
    return evaluate(ev, node.expression)


def _yield(ev: Evaluator, node: cst.Yield) -> Value:
    if isinstance(node.value, cst.From):
        inner = evaluate(ev, node.value.item)
        ev.frame.yields.extend(sequences.iterate(ev, inner, ev.place(node.value.item))[0])
    elif node.value is not None:
        ev.frame.yields.append(evaluate(ev, node.value))
    else:
        ev.frame.yields.append(NONE)
    return Unknown(why="sent to a generator")


def _ellipsis(ev: Evaluator, node: cst.Ellipsis) -> Value:
    return Const(...)


# -- definitions -----------------------------------------------------------------------------


def define_function(ev: Evaluator, node: cst.FunctionDef) -> Value:
    """The value of a ``def``: the function, as its decorators leave it."""
    frame = ev.frame
    kind = "function"
    graph = False
    others: list[Value] = []
    for decorator in reversed(node.decorators):
        value = evaluate(ev, decorator.decorator)
        name = value.name if isinstance(value, Symbol) else ""
        if isinstance(value, ApiObject | Tensor):
            name = value.symbol.name if isinstance(value, ApiObject) else ""
        if name in ("builtins.staticmethod", "builtins.classmethod", "builtins.property"):
            kind = name.rsplit(".", 1)[1]
        elif name in ("tf.function", "functools.cached_property"):
            graph = graph or name == "tf.function"
            kind = "property" if name.endswith("cached_property") else kind
        elif isinstance(decorator.decorator, cst.Attribute) and decorator.decorator.attr.value == "setter":
            kind = "setter"
        elif isinstance(value, FunctionValue):
            others.append(value)
    owner = ev.owners.get(frame.scope) if frame.scope in ev.class_scopes else None
    if kind == "setter":
        return ev.lookup(node.name.value)
    function: Value = FunctionValue(
        node,
        frame.module,
        frame.unit,
        frame.scope,
        node.name.value,
        owner,
        calls.defaults(ev, node.params),
        graph,
        kind,
    )
    assert isinstance(function, FunctionValue)
    ev.functions[node] = function
    for decorator_value in others:
        wrapped = calls.call(
            ev, decorator_value, Arguments((function,), {}, (ev.place(node),)), ev.place(node)
        )
        if isinstance(wrapped, FunctionValue):
            function = wrapped
    return function


def define_class(ev: Evaluator, node: cst.ClassDef) -> Value:
    """The value of a ``class`` statement, its body evaluated in its own scope."""
    from .evaluator import Frame

    frame = ev.frame
    bases = tuple(evaluate(ev, arg.value) for arg in node.bases if not arg.star)
    scope = ev.new_scope(frame.scope)
    ev.class_scopes.add(scope)
    cls = ClassValue(node, frame.module, frame.unit, scope, node.name.value, bases)
    ev.owners[scope] = cls
    ev.classes[node] = cls
    ev.frames.append(Frame(scope, frame.module, frame.unit, owner=cls))
    saved = ev.path
    try:
        ev.suite(node.body)
    finally:
        ev.frames.pop()
        ev.path = saved
    for decorator in node.decorators:
        value = evaluate(ev, decorator.decorator)
        name = (
            value.name
            if isinstance(value, Symbol)
            else value.symbol.name
            if isinstance(value, ApiObject)
            else ""
        )
        if name in ("dataclasses.dataclass", "attr.s", "attr.dataclass", "attrs.define", "attr.define"):
            ev.store.set(scope, "__dataclass__", Const(True))
    if any(isinstance(b, Symbol) and b.name == "typing.NamedTuple" for b in bases):
        ev.store.set(scope, "__dataclass__", Const(True))
    return cls


def declare_field(ev: Evaluator, name: str) -> None:
    """A dataclass field without a default."""
    known = ev.store.get(ev.frame.scope, "__fields__")
    names = known.items if isinstance(known, TupleValue) else ()
    ev.store.set(ev.frame.scope, "__fields__", TupleValue((*names, Const(name))))


def enter(ev: Evaluator, manager: Value, place: Place) -> Value:
    """What ``with manager as x`` binds."""
    if isinstance(manager, Instance):
        method = attributes.find_in_class(ev, manager.cls, "__enter__")
        if isinstance(method, FunctionValue):
            return calls.call_function(ev, method, Arguments((manager,)), place)
    if isinstance(manager, ApiObject | Union):
        return manager
    return Unknown(derive("entered", operators.key_of(manager)), why="context manager")


def match(ev: Evaluator, subject: Value, node: cst.Match) -> Flow:
    """A ``match`` statement: literal patterns are compared, the first that holds is taken."""
    from .evaluator import Flow

    key = operators.key_of(subject)
    ways: list[tuple[Any, Callable[[], tuple[Flow, Value]]]] = []
    closed = False
    for case in node.cases:
        body = case.body

        def run(body: cst.BaseSuite = body) -> tuple[Flow, Value]:
            return ev.suite(body), NONE

        pattern = case.pattern
        literal = evaluate(ev, pattern.value) if isinstance(pattern, cst.MatchValue) else None
        if literal is not None:
            verdict = operators.compare(ev, "Equal", subject, literal, None, None)
            known = truth(ev, verdict)[0]
            if known is False:
                continue
            if known is True:
                if not ways:
                    return run()[0]
                ways.append((frozenset({(("case", key, len(ways)), True)}), run))
                closed = True
                break
            ways.append((frozenset({(truth(ev, verdict)[1], True)}), run))
        else:
            if isinstance(pattern, cst.MatchAs) and pattern.pattern is None:
                if pattern.name is not None:
                    ev.bind(pattern.name.value, subject)
            else:
                ev.forget(subject, "taken apart by a pattern")
            ways.append((frozenset({(("case", key, len(ways)), True)}), run))
            closed = isinstance(pattern, cst.MatchAs) and pattern.pattern is None and case.guard is None
            if closed:
                break
    if not closed:
        ways.append((frozenset({(("case", key, "none"), True)}), lambda: (Flow.NEXT, NONE)))
    if len(ways) == 1:
        return ways[0][1]()[0]
    return ev.fork(ways)[0]


_EXPRESSIONS: dict[type[cst.CSTNode], Callable[[Any, Any], Value]] = {
    cst.Name: _name,
    cst.Integer: _integer,
    cst.Float: _float,
    cst.SimpleString: _string,
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
    cst.Set: _list,
    cst.Dict: _dict,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.DictComp: _comprehension,
    cst.NamedExpr: _named,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.Ellipsis: _ellipsis,
}
