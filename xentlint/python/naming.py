"""Which names a piece of code binds: what decides where Python looks for them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .nodes import children, walk


def bound_names(node: cst.CSTNode) -> frozenset[str]:
    """The names that a module, class or function binds in its own scope, its parameters apart."""
    found: set[str] = set()
    elsewhere: set[str] = set()
    waiting: list[cst.CSTNode] = [node.body] if isinstance(node, cst.FunctionDef | cst.ClassDef) else [node]
    inside_comprehension: set[cst.CSTNode] = set()
    while waiting:
        each = waiting.pop()
        if type(each) not in _BINDING:
            waiting += children(each)
            continue
        if isinstance(each, cst.Global | cst.Nonlocal):
            elsewhere.update(item.name.value for item in each.names)
            continue
        if isinstance(each, cst.FunctionDef | cst.ClassDef):
            found.add(each.name.value)
            waiting.extend(each.decorators)
            continue
        if isinstance(each, cst.Lambda):
            continue
        if isinstance(each, cst.CompFor):
            # The targets are the comprehension's own; a walrus within it is not.
            inside_comprehension.add(each.target)
        found.update(bound_here(each))
        waiting += [child for child in children(each) if child not in inside_comprehension]
    return frozenset(found - elsewhere)


_BINDING = frozenset(
    {cst.Global, cst.Nonlocal, cst.FunctionDef, cst.ClassDef, cst.Lambda, cst.CompFor,
     cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.NamedExpr, cst.Del, cst.Import, cst.ImportFrom,
     cst.WithItem, cst.ExceptHandler, cst.ExceptStarHandler, cst.MatchAs, cst.MatchStar, cst.MatchMapping}
)  # fmt: skip
"""Of all others only what is in them is asked: most nodes are names."""


def bound_here(node: cst.CSTNode) -> Iterator[str]:
    """The names that a node binds itself, and not what is in it."""
    if isinstance(node, cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.For | cst.NamedExpr | cst.Del):
        if isinstance(node, cst.AnnAssign) and node.value is None:
            return
        yield from targets(node.target)
    elif isinstance(node, cst.Import | cst.ImportFrom):
        for alias in node.names if not isinstance(node.names, cst.ImportStar) else ():
            if alias.asname is not None:
                yield from targets(alias.asname.name)
            else:
                name: cst.BaseExpression = alias.name
                while isinstance(name, cst.Attribute):
                    name = name.value
                yield from targets(name)
    elif isinstance(node, cst.WithItem | cst.ExceptHandler | cst.ExceptStarHandler):
        bound = node.asname if isinstance(node, cst.WithItem) else node.name
        if bound is not None:
            yield from targets(bound.name)
    elif isinstance(node, cst.MatchAs | cst.MatchStar):
        if node.name is not None:
            yield node.name.value
    elif isinstance(node, cst.MatchMapping) and node.rest is not None:
        yield node.rest.value


def targets(node: cst.CSTNode) -> Iterator[str]:
    """The names that a target binds: an attribute or item is set, and binds none."""
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.Tuple | cst.List):
        for element in node.elements:
            yield from targets(element.value)
    elif isinstance(node, cst.StarredElement):
        yield from targets(node.value)


_FUNCTIONS = frozenset({cst.FunctionDef, cst.Lambda, cst.ClassDef, cst.GeneratorExp})
_SCOPE_READERS = frozenset({"locals", "vars", "dir", "eval", "exec"})


def keeps_scope(node: cst.CSTNode) -> bool:
    """Whether what a function binds may be used when it has ended: by one within it, or by ``locals()``."""
    return any(
        (type(each) in _FUNCTIONS and each is not node)
        or (type(each) is cst.Name and each.value in _SCOPE_READERS)
        for each in walk(node)
    )


def first_name(params: cst.Parameters) -> str | None:
    """The name of the first parameter: in a method, that of its object or class."""
    first = next(iter((*params.posonly_params, *params.params)), None)
    return first.name.value if first is not None else None
