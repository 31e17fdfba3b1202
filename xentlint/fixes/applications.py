"""Calls of models: where the array is made, and whether all that becomes of it is known.

An activation that is applied where the array is made is right for every reader, known or not. Only
where the array goes to a loss as well, or all its readers are indifferent, is it left bare; then the
readers have to be accounted for one by one, by the text of the program and not by what the evaluation
happened to see.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import libcst as cst

from ..apis.methods import PREDICTING, TRAINING
from ..apis.ops import ATTRIBUTES_OF_SHAPE, OPS
from ..keras.facts import Output
from ..keras.values import Origin
from ..python.modules import Module, Place, inside
from ..python.naming import targets
from ..python.nodes import walk
from ..python.values import Symbol
from ..rules.finding import View
from ..sources.positions import Position
from . import text
from .connected import connected

_DEPTH = 4
"""How many names and functions of the program a value is followed through."""
_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
_OF_ALL_NAMES = frozenset({"eval", "exec", "globals", "locals", "vars"})
"""Functions that read names which the text need not show."""
_OF_THE_OUTSIDE = frozenset({"isinstance", "len", "shape", "type"})
"""Functions that look at an array and at none of its numbers."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls that give an output: such as can be wrapped, and such as cannot and the reason.

    ``fed`` are those whose output a loss meets, or what replaces it; ``given`` those of them that always
    give the same output as it is; ``altered`` those of a model that changes the output of another one.
    """

    plain: dict[Place, Output]
    fed: frozenset[Place]
    altered: frozenset[Place]
    given: dict[Place, Output]
    other: dict[Place, str]


def of(view: View, origins: Sequence[Origin], replaced: Collection[Place]) -> Calls:
    """The calls of models whose value is the output of one of ``origins``."""
    facts = view.program.facts
    plain: dict[Place, Output] = {}
    other: dict[Place, str] = {}
    fed: set[Place] = set()
    altered: set[Place] = set()
    given: dict[Place, Output] = {}
    inside_models = {use.made for use in facts.uses.values() if use.kind == "layer"}
    for place, outputs in facts.outputs.items():
        if not any(each.origin in origins for each in outputs) or place in facts.nested:
            continue
        if place in facts.fed or any(inside(place, each) for each in replaced):
            fed.add(place)
            first = next(iter(outputs))
            if len(outputs) == 1 and not first.altered and place.node not in facts.others:
                given[place] = first
        elif place in inside_models:
            continue
        elif place.node in facts.others or not all(each.origin in origins for each in outputs):
            other[place] = "what is called may give another output"
        elif any(each.altered for each in outputs):
            altered.add(place)
        elif len({(each.origin.function, each.numpy) for each in outputs}) > 1:
            other[place] = "what is called may give outputs of several kinds"
        else:
            plain[place] = min(outputs, key=lambda each: str(text.where(each.origin.place)))
    return Calls(plain, frozenset(fed), frozenset(altered), given, other)


_OF_MODELS = frozenset({*PREDICTING, *TRAINING, "compile"})


def not_looked_at(view: View, origins: Sequence[Origin]) -> Place | None:
    """A call of a model, as its text says, that the evaluation never came to or made nothing of.

    It is looked for in the modules that can know of the models of ``origins``.
    """
    facts = view.program.facts
    known = facts.unrelated | {place.node for place in (*facts.outputs, *facts.several)}
    for module in connected(view, {origin.place.module for origin in origins}):
        for place in _model_calls(module):
            if place.node not in known:
                return place
    return None


def unread(view: View, origins: Sequence[Origin]) -> Module | None:
    """A module that can know of the models of ``origins`` and has a part that does not parse."""
    modules = connected(view, {origin.place.module for origin in origins})
    return next((module for module in modules if module.problems), None)


_called: WeakKeyDictionary[Module, list[tuple[int, cst.Call]]] = WeakKeyDictionary()
"""Units and calls in them: places would keep their module alive."""


def _model_calls(module: Module) -> list[Place]:
    """The calls in ``module`` that ask a model for predictions, as far as text tells."""
    if module not in _called:
        models: set[str] = set()
        found = [(unit, node) for unit in range(len(module.trees)) for node in module.every(cst.Call, unit)]
        for _, call in found:
            func = call.func
            if isinstance(func, cst.Attribute) and func.attr.value in _OF_MODELS:
                models.add(cst.Module([]).code_for_node(func.value))
        for unit in range(len(module.trees)):
            models.update(_bound_to_predicting(module.every(cst.Assign, unit)))
        _called[module] = [(unit, call) for unit, call in found if _asks(call.func, models)]
    return [Place(module, unit, call) for unit, call in _called[module]]


def _bound_to_predicting(assignments: Iterable[cst.Assign]) -> Iterator[str]:
    """Names that ``predict = model.predict`` binds."""
    for node in assignments:
        if isinstance(node.value, cst.Attribute) and node.value.attr.value in PREDICTING:
            yield from (each.target.value for each in node.targets if isinstance(each.target, cst.Name))


def _asks(func: cst.BaseExpression, models: Collection[str]) -> bool:
    predicts = isinstance(func, cst.Attribute) and func.attr.value in PREDICTING
    return predicts or (bool(models) and cst.Module([]).code_for_node(func) in models)


def of_a_parameter(place: Place) -> bool:
    """Whether the model that is called is a parameter of the function around the call."""
    node: cst.BaseExpression = text.call_of(place).func
    while isinstance(node, cst.Attribute | cst.Subscript):
        node = node.value
    if isinstance(node, cst.Name) and node.value in ("self", "cls"):
        return False
    return text.is_parameter(text.child(place, node))


@dataclass(frozen=True, slots=True)
class Fine:
    """What may be done with an output: be one of ``operands``, or a part of one."""

    operands: Collection[Place]
    several: bool = False
    """There are several outputs, and what is true of the elements of one is not of another's."""


def accounted(view: View, place: Place, fine: Fine, depth: int = 0) -> bool:
    """Whether everything that becomes of the expression at ``place`` is ``fine``."""
    # A loop is no operand: what stands in its body is not read by that.
    around = [
        each for each in fine.operands if isinstance(each.node, cst.BaseExpression) and inside(place, each)
    ]
    if around:
        named = text.enclosing(place, cst.NamedExpr)
        return named is None or not any(inside(named, each) for each in around)
    above = text.parent(place)
    if above is None or depth > _DEPTH:
        return False
    node = above.node
    if isinstance(node, cst.For | cst.CompFor) and node.iter is place.node:
        name = node.target.value if isinstance(node.target, cst.Name) and not fine.several else None
        return name is not None and all(
            accounted(view, read, fine, depth + 1) for read in _reads(above, name)
        )
    if isinstance(node, cst.Expr | cst.Del):
        return True
    if isinstance(node, cst.Attribute):
        if node.attr.value in ATTRIBUTES_OF_SHAPE:
            return True
        call = text.parent(above)
        same = node.attr.value in ("numpy", "copy") and call is not None and isinstance(call.node, cst.Call)
        return same and call is not None and accounted(view, call, fine, depth)
    if isinstance(node, cst.Arg):
        return _given(view, above, node, fine, depth)
    if isinstance(node, cst.Return):
        return _returned(view, above, fine, depth)
    if isinstance(node, cst.Subscript) and node.value is place.node:
        return accounted(view, above, fine, depth)
    names = _bound_names(node)
    return bool(names) and all(
        not _is_read_unseen(above, name)
        and not _is_kept_unread(above, name)
        and all(accounted(view, read, fine, depth + 1) for read in _reads(above, name))
        for name in names
    )


def _is_read_unseen(statement: Place, name: str) -> bool:
    """Whether the module asks for names that it need not write, by ``locals()`` or ``eval(...)``."""
    function = text.enclosing(statement, cst.FunctionDef)
    for unit in range(len(statement.module.trees)):
        for call in statement.module.every(cst.Call, unit):
            if not isinstance(call.func, cst.Name) or call.func.value not in _OF_ALL_NAMES:
                continue
            given = call.args[0].value if call.args else None
            if call.func.value in ("locals", "vars"):
                here = text.enclosing(Place(statement.module, unit, call), cst.FunctionDef)
                if given is None and here == function:
                    return True
            elif not isinstance(given, cst.SimpleString) or name in given.value:
                return True
    return False


def _bound_names(node: cst.CSTNode) -> list[str]:
    """The names that ``node`` assigns an expression, or the parts of it, to; none where it does more."""
    target: cst.CSTNode | None = None
    if isinstance(node, cst.Assign) and len(node.targets) == 1:
        target = node.targets[0].target
    elif isinstance(node, cst.AnnAssign):
        target = node.target
    parts = [each.value for each in target.elements] if isinstance(target, cst.Tuple | cst.List) else [target]
    names = [each.value for each in parts if isinstance(each, cst.Name)]
    return names if len(names) == len(parts) else []


def _reads(statement: Place, name: str) -> Iterator[Place]:
    """Where ``name``, bound by ``statement``, is read: after it, in the loop around it, in functions."""
    scope = text.enclosing(statement, cst.FunctionDef, cst.Lambda, cst.ClassDef)
    module = statement.module
    loop = text.enclosing(statement, cst.For, cst.While)
    start = text.span(statement).end
    if isinstance(statement.node, cst.For):
        start = text.span(statement).start
    elif isinstance(statement.node, cst.CompFor):
        # The name lives in the comprehension, part of which stands before it.
        scope, loop = text.enclosing(statement, *_COMPREHENSIONS), None
    while loop is not None and (scope is None or inside(loop, scope)):
        start = text.span(loop).start
        loop = text.enclosing(loop, cst.For, cst.While)
    trees = (
        [scope]
        if scope is not None
        else [Place(module, unit, tree) for unit, tree in enumerate(module.trees)]
    )
    again = _bound_again(statement, name)
    for tree in trees:
        for read in text.reads(tree, name, Position(1, 1)):
            above = text.parent(read)
            if above is None or isinstance(above.node, cst.AssignTarget | cst.Param):
                continue
            if isinstance(above.node, cst.For | cst.CompFor) and above.node.target is read.node:
                continue
            if _is_unpacked_into(above):
                continue
            own = text.enclosing(read, cst.FunctionDef, cst.Lambda) == scope
            if again is not None and own and not _is_between(read, statement, again):
                continue
            if own and _is_bound_before(read, statement, name):
                continue
            earlier = (read.unit, text.span(read).start) < (statement.unit, start)
            if earlier and not isinstance(statement.node, cst.CompFor) and own:
                continue
            yield read


def _bound_again(statement: Place, name: str) -> Place | None:
    """The next statement of the same block that always binds ``name`` anew, where nothing leaves before it."""
    line = text.parent(statement)
    block = text.parent(line) if line is not None else None
    body = (
        block.node.body
        if block is not None and isinstance(block.node, cst.IndentedBlock | cst.Module)
        else ()
    )
    if line is None or line.node not in body:
        return None
    if text.enclosing(statement, cst.Try, cst.TryStar, cst.With) is not None:
        return None  # what is raised on the way may be held back, and the first value read
    after = itertools.dropwhile(lambda each: each is not line.node, body)
    for each in itertools.islice(after, 1, None):
        if any(isinstance(inner, cst.Break | cst.Continue) for inner in walk(each)):
            return None
        if isinstance(each, cst.SimpleStatementLine):
            for small in each.body:
                if isinstance(small, cst.Assign) and any(
                    name in targets(one.target) for one in small.targets
                ):
                    return Place(statement.module, statement.unit, small)
    return None


def _is_bound_before(read: Place, statement: Place, name: str) -> bool:
    """Whether who comes to ``read`` has always bound ``name`` anew before, and not by ``statement``."""
    here, inner, above = text.span(read).start, read, text.parent(read)
    while above is not None and not isinstance(above.node, cst.FunctionDef | cst.Lambda):
        body = above.node.body if isinstance(above.node, cst.IndentedBlock | cst.Module) else ()
        for line in body:
            if line is inner.node:
                break
            if not _binds(line, name):
                continue
            bound = text.child(read, line)
            its_own = inside(statement, bound) or text.span(bound).end <= text.span(statement).start < here
            if statement.unit != read.unit or not its_own:
                return True
        inner, above = above, text.parent(above)
    return False


def _binds(line: cst.CSTNode, name: str) -> bool:
    """Whether it is a line that assigns ``name``."""
    return isinstance(line, cst.SimpleStatementLine) and any(
        isinstance(small, cst.Assign) and any(name in targets(one.target) for one in small.targets)
        for small in line.body
    )


def _is_between(read: Place, statement: Place, again: Place) -> bool:
    """Whether a name is read after ``statement`` has bound it, and before or while ``again`` does."""
    start = text.span(read).start
    return read.unit == statement.unit and text.span(statement).start <= start < text.span(again).end


def _is_unpacked_into(above: Place) -> bool:
    """Whether what stands in ``above`` is one of several targets of an assignment."""
    outer = text.parent(above)
    target = text.parent(outer) if outer is not None else None
    return (
        isinstance(above.node, cst.Element)
        and outer is not None
        and target is not None
        and isinstance(outer.node, cst.Tuple | cst.List)
        and isinstance(target.node, cst.AssignTarget)
    )


def _given(view: View, above: Place, arg: cst.Arg, fine: Fine, depth: int) -> bool:
    """An argument: of a function of the program, it is what becomes of the parameter."""
    call = text.parent(above)
    if call is None or not isinstance(call.node, cst.Call) or arg.star:
        return False
    func = call.node.func
    name = func.attr.value if isinstance(func, cst.Attribute) else getattr(func, "value", "")
    if name in _OF_THE_OUTSIDE:
        return True
    if _gives_the_same(view, text.child(call, func)) and arg is call.node.args[0] and arg.keyword is None:
        return accounted(view, call, fine, depth)
    if not isinstance(func, cst.Name) or any(each.star for each in call.node.args):
        return False
    defined = [place for known, place in _functions(call) if known == name]
    if len(defined) != 1:
        return False
    function = defined[0]
    params = function.node.params  # type: ignore[attr-defined]
    names = [each.name.value for each in (*params.posonly_params, *params.params)]
    if arg.keyword is not None:
        parameter = arg.keyword.value
    else:
        index = call.node.args.index(arg)
        if index >= len(names):
            return False
        parameter = names[index]
    return all(
        accounted(view, read, fine, depth + 1)
        for read in text.reads(function, parameter, Position(1, 1))
        if not _is_binding(read)
    )


def _gives_the_same(view: View, func: Place) -> bool:
    """Whether a library function is called that gives the numbers back, perhaps in another shape."""
    dotted = cst.Module([]).code_for_node(func.node)
    root, _, rest = dotted.partition(".")
    bound = view.program.names(func.module).get(root)
    if not isinstance(bound, Symbol) or text.is_parameter(func):
        return False
    row = OPS.get(f"{bound.name}.{rest}" if rest else bound.name)
    return row is not None and row.effect in ("keep", "identity")


def _returned(view: View, statement: Place, fine: Fine, depth: int) -> bool:
    """What a function of the program gives back: it is only called, here, and all is known of the calls."""
    function = text.enclosing(statement, cst.FunctionDef, cst.Lambda, cst.ClassDef)
    if function is None or not isinstance(function.node, cst.FunctionDef):
        return False
    name = function.node.name.value
    outer = text.enclosing(function, cst.FunctionDef, cst.Lambda, cst.ClassDef)
    if (outer is not None and not isinstance(outer.node, cst.FunctionDef)) or not all(
        _is_of_graphs(each) for each in function.node.decorators
    ):
        return False
    module = function.module
    if any(_takes(other, name) for other in view.program.modules if other is not module):
        return False
    if [known for known, _ in _functions(function)].count(name) != 1:
        return False
    for unit, tree in enumerate(module.trees):
        for read in text.reads(Place(module, unit, tree), name, Position(1, 1)):
            above = text.parent(read)
            if above is not None and above.node is function.node:
                continue
            called = above is not None and isinstance(above.node, cst.Call) and above.node.func is read.node
            if above is None or not called or not accounted(view, above, fine, depth + 1):
                return False
    return True


def _takes(module: Module, name: str) -> bool:
    """Whether a module may get ``name`` from another one: imported, with everything else, or as an attribute."""
    for unit, tree in zip(module.units, module.trees, strict=True):
        if name not in unit.code and "*" not in unit.code:
            continue
        for node in walk(tree):
            if isinstance(node, cst.ImportStar):
                return True
            if isinstance(node, cst.ImportAlias | cst.Attribute):
                last = node.name if isinstance(node, cst.ImportAlias) else node.attr
                while isinstance(last, cst.Attribute):
                    last = last.attr
                if last.value == name:
                    return True
    return False


def _is_of_graphs(decorator: cst.Decorator) -> bool:
    """Whether it is ``tf.function``, with arguments or without: it gives back what is returned."""
    node = decorator.decorator
    func = node.func if isinstance(node, cst.Call) else node
    return isinstance(func, cst.Attribute) and func.attr.value == "function"


def _is_binding(read: Place) -> bool:
    above = text.parent(read)
    return above is not None and isinstance(above.node, cst.AssignTarget | cst.Param)


def _functions(place: Place) -> Iterator[tuple[str, Place]]:
    """The functions of a module with their names; a lambda that is bound to a name is one."""
    for unit, tree in enumerate(place.module.trees):
        for node in walk(tree):
            if isinstance(node, cst.FunctionDef):
                yield node.name.value, Place(place.module, unit, node)
            elif isinstance(node, cst.Assign) and isinstance(node.value, cst.Lambda):
                for target in node.targets:
                    if isinstance(target.target, cst.Name):
                        yield target.target.value, Place(place.module, unit, node.value)


def read_as_whole(
    view: View, calls: Calls, indifferent: Callable[[Place], Collection[Place] | None]
) -> dict[Place, Output]:
    """The calls to wrap: all but those with nothing but indifferent readers, all of them known.

    ``indifferent`` gives the operands of the indifferent readers of a call, ``None`` when it has others.
    """
    found: dict[Place, Output] = {}
    for place, output in calls.plain.items():
        fine = indifferent(place)
        if fine is None or not accounted(view, place, Fine(fine)):
            found[place] = output
    return found


def _is_kept_unread(statement: Place, name: str) -> bool:
    """Whether a script keeps something under a name and never reads it: whoever runs it step by step may look."""
    if name == "_" or text.enclosing(statement, cst.FunctionDef, cst.Lambda, cst.ClassDef) is not None:
        return False
    return not any(_reads(statement, name))
