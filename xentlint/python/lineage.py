"""What a class is derived from, in the order in which Python looks for an attribute."""

from __future__ import annotations

from collections.abc import Iterator

from .values import ClassValue, Symbol, Value


def linearize(cls: ClassValue) -> list[Value]:
    """The classes that an attribute is looked for in, in Python's order; library bases are symbols."""
    if not cls.order:
        cls.order.extend(merged(cls) or list(dict.fromkeys(_depth_first(cls, 0))))
    return cls.order


def merged(cls: ClassValue) -> list[Value] | None:
    """Python's order of ``cls`` and its bases, ``None`` where they have none."""
    if len(cls.bases) == 1 and isinstance(cls.bases[0], ClassValue):
        return [cls, *linearize(cls.bases[0])]
    orders = [list(linearize(base)) if isinstance(base, ClassValue) else [base] for base in cls.bases]
    waiting = [*orders, list(cls.bases)]
    result: list[Value] = [cls]
    while waiting := [each for each in waiting if each]:
        for each in waiting:
            head = each[0]
            if not any(head in other[1:] for other in waiting):
                break
        else:
            return None
        result.append(head)
        waiting = [[one for one in each if one != head] if each[0] == head else each for each in waiting]
    return result


def _depth_first(cls: ClassValue, depth: int) -> Iterator[Value]:
    yield cls
    for base in cls.bases:
        if isinstance(base, ClassValue) and depth < 4:
            yield from _depth_first(base, depth + 1)
        elif not isinstance(base, ClassValue):
            yield base


def before(cls: ClassValue, base: ClassValue) -> ClassValue | None:
    """The class of the project that comes just before ``base`` in the order of ``cls``."""
    own = [each for each in linearize(cls) if isinstance(each, ClassValue)]
    return own[own.index(base) - 1] if base in own[1:] else None


def api_bases(cls: ClassValue) -> list[str]:
    """Canonical names of the library classes that ``cls`` derives from."""
    return [each.name for each in linearize(cls) if isinstance(each, Symbol)]


def derives(cls: ClassValue, *names: str) -> bool:
    """Whether ``cls`` derives from one of the library classes."""
    return any(name in names for name in api_bases(cls))


def metaclass(cls: ClassValue) -> Value | None:
    """The metaclass of the project or of a library that makes ``cls``, if it is no ordinary one."""
    for each in linearize(cls):
        if isinstance(each, ClassValue) and each.meta is not None:
            return each.meta
    return None
