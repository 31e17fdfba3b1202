"""The nodes inside a node of Python's own trees, without what only says how it is used: fast, since it is asked of all."""

from __future__ import annotations

import ast

_NO_NODES = frozenset(
    {"ctx", "op", "ops", "kind", "type_comment", "id", "attr", "arg", "module", "level", "conversion", "simple",
     "is_async", "rest", "tag"}
)  # fmt: skip
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}


def inside(node: ast.AST) -> list[ast.AST]:
    """The nodes directly inside ``node``, in their order; operators and contexts are none."""
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in _NO_NODES)
    found: list[ast.AST] = []
    for name in fields:
        held: object = getattr(node, name, None)
        if isinstance(held, list):
            found += [each for each in held if isinstance(each, ast.AST)]
        elif isinstance(held, ast.AST):
            found.append(held)
    return found
