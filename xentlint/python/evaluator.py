"""The evaluator: statements, scopes, branches and loops, over libcst nodes.

It runs a program the way Python would, with abstract values: a condition that is not known is
taken both ways and the outcomes are joined under their guards, a loop over unknown data is run
twice, a function is evaluated where it is called with the arguments it is given. What expressions
mean is in ``expressions``, calls in ``calls``; what libraries do is asked of a ``domain``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from . import (
    attributes,
    calls,
    classes,
    comprehensions,
    exceptions,
    expressions,
    finalizers,
    forgetting,
    imports,
    iteration,
    letting_go,
    loops,
    managers,
    methods,
    operators,
    patterns,
    reads,
    sequences,
    symbols,
)
from .completions import Ended, Exit
from .context import Context
from .domain import domain_of
from .exhaustion import Exhaustion
from .machine import MAX_STEPS, Exhausted, Frame, Machine
from .modules import Module, Place
from .nodes import walk
from .standing import Standing
from .truth import truth
from .values import (
    NONE,
    ApiMethod,
    Arguments,
    ClassValue,
    FunctionValue,
    Instance,
    IteratorValue,
    LazyImport,
    ModuleValue,
    Symbol,
    Value,
    is_inert,
)


class Evaluator(Machine):
    """The interpreter, put together: statements, and who answers what is asked of a :class:`Machine`."""

    def value(self, node: cst.BaseExpression) -> Value:
        return expressions.evaluate(self, node)

    def condition(self, value: Value) -> Value:
        return operators.as_condition(self, value)

    def truth(self, value: Value) -> tuple[bool | None, Any, bool]:
        return truth(self, value)

    def builtin(self, name: str) -> Value:
        return expressions.builtin(self, name)

    def resolve(self, value: LazyImport) -> Value:
        return imports.resolve(self, value)

    def forget_all(self, values: Sequence[Value], why: str = "") -> None:
        forgetting.forget_all(self, values, why)

    def comes_from(self, key: Any, values: tuple[Value, ...]) -> None:
        forgetting.comes_from(self, key, values)

    def sources(self, key: Any) -> list[Value]:
        return forgetting.sources(self, key)

    def escapes(self, value: Value, place: Place, why: str, depth: int = 0) -> None:
        calls.escapes(self, value, place, why, depth)

    def call(self, function: Value, given: Arguments, place: Place) -> Value:
        return calls.call(self, function, given, place)

    def call_symbol(self, symbol: Symbol, given: Arguments, place: Place) -> Value:
        return symbols.call_symbol(self, symbol, given, place)

    def call_method(self, method: ApiMethod, given: Arguments, place: Place) -> Value:
        return methods.call_method(self, method, given, place)

    def call_function(self, function: FunctionValue, given: Arguments, place: Place) -> Value:
        return calls.call_function(self, function, given, place)

    def instantiate(self, cls: ClassValue, given: Arguments, place: Place, *, plainly: bool = False) -> Value:
        return classes.instantiate(self, cls, given, place, plainly=plainly)

    def attribute(self, value: Value, name: str, place: Place) -> Value:
        return attributes.get(self, value, name, place)

    def perhaps_attribute(self, value: Value, name: str, place: Place) -> Value | None:
        return attributes.find(self, value, name, place)

    def set_attribute(self, value: Value, name: str, new: Value, *, plainly: bool = False) -> None:
        attributes.set_attribute(self, value, name, new, plainly=plainly)

    def special_method(self, value: Instance, name: str) -> Value | None:
        return attributes.find_special(self, value, name)

    def item(self, value: Value, index: Value, place: Place | None, picks_one: bool = False) -> Value:
        return sequences.subscript(self, value, index, place, picks_one)

    def run_later(self, value: IteratorValue) -> Value:
        return comprehensions.run_later(self, value)

    def elements(
        self, value: Value, place: Place | None, *, whole: bool = True
    ) -> tuple[tuple[Value, ...], bool]:
        return iteration.iterate(self, value, place, whole=whole)

    # -- modules ---------------------------------------------------------------------------

    def run_module(self, module: Module, *, imported: bool = False) -> ModuleValue:
        """Evaluate ``module`` from top to bottom, once; a cycle sees what is bound so far.

        What stands under ``if __name__ == "__main__"`` is run with it only where nobody imports it:
        see :meth:`run_as_script`.
        """
        if module in self.evaluated:
            return ModuleValue(module)
        self.evaluated[module] = False
        changes = self.store.changes
        module.scope = self.new_scope(None)
        module.run_as = module.dotted if imported else "__main__"
        self.modules.setdefault(module.path, module)
        self.modules_in_progress.add(module.path)
        try:
            self._in_module(module, [(unit, tree.body) for unit, tree in enumerate(module.trees)])
        finally:
            self.modules_in_progress.discard(module.path)
        if imported:
            self.store.settle(module.scope, self.store.number())
            if self.store.changes > changes:
                self.effective.append(module)
        self.evaluated[module] = True
        with self.store.permanent():
            imports.bind_pending(self, module.path)
        return ModuleValue(module)

    def end_of_script(self) -> None:
        """A script has ended: what it changed in the modules that it imported is as they made it.

        Modules that are imported for what they do to others do it again for the next script.
        """
        self.store.restore()
        for module in self.effective:
            self.evaluated.pop(module, None)
        self.effective = []

    def run_as_script(self, module: Module) -> None:
        """What a module that others import does besides when it is run itself."""
        if module.run_as == "__main__" or module not in self.evaluated:
            return
        if not any("__name__" in unit.text for unit in module.units):
            return  # it does not ask how it is run
        as_imported, module.run_as = (module.run_as, module.scope), "__main__"
        guarded = [(unit, _guards(tree)) for unit, tree in enumerate(module.trees)]
        try:
            if all(_ends_with_guards(tree) for tree in module.trees):
                self._in_module(module, guarded)
            elif any("__main__" in unit.text for unit in module.units):
                module.scope = self.new_scope(None)
                self._in_module(module, [(unit, tree.body) for unit, tree in enumerate(module.trees)])
        finally:
            module.run_as, module.scope = as_imported

    def _in_module(self, module: Module, units: Sequence[tuple[int, Sequence[cst.CSTNode]]]) -> None:
        saved = (self.path, self.context, self.frames, self.running, self.steps, self.limit)
        waiting, doubts, choices, catchers = self.abrupt, self.doubts, self.choices, self.catchers
        self.path, self.context, self.frames, self.running = (
            {},
            domain_of(self).context() or Context(),
            [],
            [],
        )
        self.steps = 0
        self.limit = MAX_STEPS if self.watch is None else self.watch.allowance(module, MAX_STEPS)
        self.abrupt, self.doubts, self.choices, self.catchers = [], [], [], 0
        script = module.document.kind == "python"
        uncaught = self.uncaught
        try:
            with self.store.permanent():
                for unit, body in units:
                    self.frames.append(Frame(module.scope, module, unit))
                    try:
                        self.block(body)
                    except Ended:
                        if script:
                            break
                    finally:
                        self.frames.pop()
                    if not script:
                        self.path = {}
        except Exhausted:
            self.exhausted.append(Exhaustion(module.path))
        except Exception as error:
            self.failed.append((module.path, error))
        finally:
            if self.uncaught > uncaught:
                self.failing.add(module)
            spent = self.steps
            if self.watch is not None:
                self.watch.has_run(module, spent, to_its_end=spent <= self.limit)
            self.abrupt, self.doubts, self.choices, self.catchers = waiting, doubts, choices, catchers
            (
                self.path, self.context, self.frames, self.running, self.steps, self.limit,
            ) = saved  # fmt: skip
            self.steps += min(spent, 1000)

    # -- statements ------------------------------------------------------------------------

    def block(self, body: Sequence[cst.CSTNode]) -> None:
        """Run statements; :class:`Ended` is raised by one that does not go on."""
        for statement in body:
            self.statement(statement)

    def suite(self, body: cst.BaseSuite) -> None:
        """Run the body of a compound statement."""
        self.block(body.body)

    def statement(self, node: cst.CSTNode) -> None:
        """Run one statement; of one that is not understood, everything it names is forgotten."""
        self.tick()
        self.frames[-1].at = node
        handler = _STATEMENTS.get(type(node))
        if handler is None:
            forgetting.forget_names(self, node)
        else:
            handler(self, node)

    def simple_line(self, node: cst.SimpleStatementLine) -> None:
        """``a; b; c``."""
        self.block(node.body)

    def expression_statement(self, node: cst.Expr) -> None:
        """A call for its effect, or a docstring."""
        value = self.value(node.value)
        if self.finalizers and finalizers.takes_out(node.value):
            letting_go.perhaps_run_finalizers(self)
        if self._is_shown(node):
            reads.read_all(self, value, self.place(node.value), "show", "shown below the cell")

    def _is_shown(self, node: cst.Expr) -> bool:
        """Whether a notebook prints the value: the last expression of a cell."""
        frame = self.frames[-1]
        if frame.function is not None or frame.module.units[frame.unit].cell is None:
            return False
        body = frame.module.trees[frame.unit].body
        last = body[-1] if body else None
        return isinstance(last, cst.SimpleStatementLine) and last.body[-1] is node

    def assign(self, node: cst.Assign) -> None:
        """``a = b = value``."""
        value = self.value(node.value)
        anew = bool(self.finalizers) and any(self._replaces(target.target) for target in node.targets)
        for target in node.targets:
            self.store_to(target.target, value, self.place(node.value))
        if anew:
            letting_go.perhaps_run_finalizers(self)

    def _replaces(self, target: cst.BaseExpression) -> bool:
        """Whether assigning to ``target`` may let go of an object."""
        if not isinstance(target, cst.Name):
            return True
        held = self.store.get(self.frame.elsewhere.get(target.value, self.frame.scope), target.value)
        return held is not None and not (is_inert(held) or isinstance(held, FunctionValue | ClassValue))

    def annotated(self, node: cst.AnnAssign) -> None:
        """``a: int = value``; without a value, a dataclass field or a declaration."""
        value = self.value(node.value) if node.value is not None else None
        if value is not None:
            self.store_to(node.target, value)
        in_class = self.frame.scope in self.class_scopes
        if in_class and isinstance(node.target, cst.Name):
            domain_of(self).declared(self, node.target.value, value, _named(node.annotation.annotation))

    def augmented(self, node: cst.AugAssign) -> None:
        """``a += value``: what ``a`` is, its target and its index, is looked at once."""
        target = node.target
        operator = type(node.operator).__name__.removesuffix("Assign")
        places = (self.place(target), self.place(node.value), self.place(node))
        if isinstance(target, cst.Attribute):
            owner = self.value(target.value)
            name = self.mangled(target.attr.value)
            left = attributes.get(self, owner, name, self.place(target.value))
            new = operators.in_place(self, operator, left, self.value(node.value), *places)
            attributes.set_attribute(self, owner, name, new)
        elif isinstance(target, cst.Subscript):
            owner = self.value(target.value)
            index = expressions.index_value(self, target)
            left = sequences.subscript(self, owner, index, self.place(target.value))
            new = operators.in_place(self, operator, left, self.value(node.value), *places)
            sequences.set_item(self, owner, index, new, self.place(node.value))
        else:
            left = self.value(target)
            new = operators.in_place(self, operator, left, self.value(node.value), *places)
            self.store_to(target, new)

    def store_to(self, target: cst.BaseExpression, value: Value, place: Place | None = None) -> None:
        """Assign to a name, an attribute, an item, or unpack into several."""
        if self.watch is not None:
            self.watch.bind(self, target, value)
        if isinstance(target, cst.Name):
            self.bind(target.value, value)
        elif isinstance(target, cst.Attribute):
            attributes.set_attribute(self, self.value(target.value), self.mangled(target.attr.value), value)
        elif isinstance(target, cst.Subscript):
            sequences.set_item(
                self, self.value(target.value), expressions.index_value(self, target), value, place
            )
        elif isinstance(target, cst.Tuple | cst.List):
            self.unpack(target.elements, value)
        elif isinstance(target, cst.StarredElement):
            self.store_to(target.value, value)

    def unpack(self, elements: Sequence[cst.BaseElement], value: Value) -> None:
        """``a, (b, *c) = value``."""
        stars = [i for i, e in enumerate(elements) if isinstance(e, cst.StarredElement)]
        parts = sequences.unpacked(self, value, len(elements), stars[0] if stars else None, self.here())
        for element, part in zip(elements, parts, strict=True):
            self.store_to(element.value, part)

    def if_statement(self, node: cst.If) -> None:
        """``if``/``elif``/``else``."""
        ways = self.scenarios(self.value(node.test))

        def run(truth_value: bool) -> Value:
            if truth_value:
                self.suite(node.body)
            elif isinstance(node.orelse, cst.If):
                self.tick()
                self.if_statement(node.orelse)
            elif node.orelse is not None:
                self.suite(node.orelse.body)
            return NONE

        self.fork([(guard, _bound(run, way)) for guard, way in ways])

    def return_statement(self, node: cst.Return) -> None:
        """Leave the function with a value."""
        raise self.ended(Exit.RETURN, self.value(node.value) if node.value is not None else NONE)

    def delete(self, node: cst.Del) -> None:
        """``del name, object.attribute, container[index]``."""
        for target in _targets(node.target):
            if isinstance(target, cst.Name):
                scope = self.frame.elsewhere.get(target.value, self.frame.scope)
                if self.store.get(scope, target.value) is None:
                    self.doubt(Standing.FORGOTTEN)
                self.store.delete(scope, target.value)
            elif isinstance(target, cst.Attribute):
                attributes.delete_attribute(self, self.value(target.value), self.mangled(target.attr.value))
            elif isinstance(target, cst.Subscript):
                owner = self.value(target.value)
                sequences.delete_item(self, owner, expressions.index_value(self, target))
        letting_go.perhaps_run_finalizers(self)

    def assertion(self, node: cst.Assert) -> None:
        """``assert condition`` holds afterwards."""
        ways = self.scenarios(self.value(node.test))

        def failed() -> Value:
            said = [] if node.msg is None else [self.value(node.msg)]
            raise self.raised(self.error("AssertionError", *said))

        self.fork([(guard, (lambda: NONE) if way else failed) for guard, way in ways])

    def breaking(self, node: cst.Break) -> None:
        """Leave the loop."""
        raise self.ended(Exit.BREAK, NONE)

    def continuing(self, node: cst.Continue) -> None:
        """Go on with the next round."""
        raise self.ended(Exit.CONTINUE, NONE)

    def nothing(self, node: cst.CSTNode) -> None:
        """``pass``, and what stands for itself."""

    def global_names(self, node: cst.Global) -> None:
        """Names of the module."""
        for item in node.names:
            self.frame.elsewhere[item.name.value] = self.frame.module.scope

    def nonlocal_names(self, node: cst.Nonlocal) -> None:
        """Names of the nearest enclosing function that binds them."""
        for item in node.names:
            scope = self.parents.get(self.frame.scope)
            while scope is not None:
                if scope not in self.class_scopes and self.store.get(scope, item.name.value) is not None:
                    self.frame.elsewhere[item.name.value] = scope
                    break
                scope = self.parents.get(scope)

    def function_definition(self, node: cst.FunctionDef) -> None:
        """``def``: a function value with its defaults, through its decorators."""
        self.bind(node.name.value, expressions.define_function(self, node))

    def class_definition(self, node: cst.ClassDef) -> None:
        """``class``: the body runs in a scope of its own."""
        self.bind(node.name.value, classes.define(self, node))

    def import_names(self, node: cst.Import) -> None:
        """``import a.b as c``."""
        imports.import_statement(self, node)

    def import_from(self, node: cst.ImportFrom) -> None:
        """``from a import b as c``."""
        imports.import_from(self, node)


def _bound(run: Callable[[bool], Value], way: bool) -> Callable[[], Value]:
    return lambda: run(way)


_NAMING = frozenset({"getLogger", "get_logger", "Flask", "Blueprint"})
"""Functions that are told what a module is called, and do the same whatever that is."""


def names_main(node: cst.CSTNode) -> bool:
    """Whether a piece of code asks for ``__name__``, and for more than to tell it to a library."""
    told: set[cst.CSTNode] = set()
    for each in walk(node):
        if type(each) is cst.Call:
            function = each.func.attr if isinstance(each.func, cst.Attribute) else each.func
            if isinstance(function, cst.Name) and function.value in _NAMING:
                told.update(arg.value for arg in each.args)
        elif type(each) is cst.Name and each.value == "__name__" and each not in told:
            return True
    return False


def _guards(tree: cst.Module) -> list[cst.CSTNode]:
    """What a module does only when it is run: ``if __name__ == "__main__"``, with nothing for when it is not."""
    return [
        each
        for each in tree.body
        if isinstance(each, cst.If) and each.orelse is None and names_main(each.test)
    ]


def _ends_with_guards(tree: cst.Module) -> bool:
    """Whether all that a module does when it is run comes last, and nothing else in it asks how it is run."""
    guards = _guards(tree)
    rest = tree.body[: len(tree.body) - len(guards)]
    if [*rest, *guards] != list(tree.body):
        return False
    return not any(names_main(each) for each in rest)


def _named(annotation: cst.BaseExpression) -> str:
    """The last name of an annotation: ``InitVar`` of ``dataclasses.InitVar[bool]``."""
    if isinstance(annotation, cst.SimpleString):
        text = str(annotation.evaluated_value).partition("[")[0]
        return text.rsplit(".", 1)[-1].strip()
    if isinstance(annotation, cst.Subscript):
        return _named(annotation.value)
    if isinstance(annotation, cst.Attribute):
        return annotation.attr.value
    return annotation.value if isinstance(annotation, cst.Name) else ""


def _targets(target: cst.BaseExpression) -> list[cst.BaseExpression]:
    """The single targets of ``del a, (b, c)``."""
    if isinstance(target, cst.Tuple | cst.List):
        return [inner for element in target.elements for inner in _targets(element.value)]
    return [target]


Handler = Callable[[Evaluator, Any], None]

_STATEMENTS: dict[type[cst.CSTNode], Handler] = {
    cst.SimpleStatementLine: Evaluator.simple_line,
    cst.SimpleStatementSuite: Evaluator.simple_line,
    cst.Expr: Evaluator.expression_statement,
    cst.Assign: Evaluator.assign,
    cst.AnnAssign: Evaluator.annotated,
    cst.AugAssign: Evaluator.augmented,
    cst.If: Evaluator.if_statement,
    cst.For: loops.for_statement,
    cst.While: loops.while_statement,
    cst.With: managers.with_statement,
    cst.Try: exceptions.try_statement,
    cst.Match: patterns.match_statement,
    cst.Pass: Evaluator.nothing,
    cst.Return: Evaluator.return_statement,
    cst.Del: Evaluator.delete,
    cst.Assert: Evaluator.assertion,
    cst.Raise: exceptions.raise_statement,
    cst.Break: Evaluator.breaking,
    cst.Continue: Evaluator.continuing,
    cst.Global: Evaluator.global_names,
    cst.Nonlocal: Evaluator.nonlocal_names,
    cst.FunctionDef: Evaluator.function_definition,
    cst.ClassDef: Evaluator.class_definition,
    cst.Import: Evaluator.import_names,
    cst.ImportFrom: Evaluator.import_from,
}
