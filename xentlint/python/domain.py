"""The door: what the interpreter asks of libraries, and what it takes for granted where none of them answers.

The interpreter knows Python and no library. Of what a library makes it knows a value of a kind that the
library's :class:`Domain` brought along, or a symbol, or an object of a class that a symbol names; whatever is
done with one is asked of a :class:`Behaviour`. Every default here answers that nothing is known, and forgets
what was touched: a domain that says less is never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any, ClassVar

from .context import Context
from .handlers import Handler
from .machine import Machine
from .modules import Place
from .standing import Standing
from .uses import UseKind
from .values import (
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    Foreign,
    ForeignHandle,
    FunctionValue,
    Instance,
    Symbol,
    TupleValue,
    Unknown,
    Value,
)


class Behaviour:
    """What one kind of value of a library does."""

    def is_true(self, value: Value) -> bool:
        """Whether ``value`` is true wherever it is tested; if not, that is not known."""
        return False

    def can_be_called(self, value: Value) -> bool | None:
        """``callable(value)``, ``None`` where that is not known."""
        return None

    def call(self, ev: Machine, value: Value, given: Arguments, place: Place) -> Value:
        """``value(...)``."""
        ev.leaves_sight(given, place, "passed to an object of a library")
        return self._lost(ev, value, "called by rules that are not known")

    def method(self, ev: Machine, value: Value, name: str, given: Arguments, place: Place) -> Value:
        """``value.name(...)``."""
        ev.leaves_sight(given, place, f"passed to .{name}()")
        return self._lost(ev, value, f"used by .{name}()")

    def attribute(self, ev: Machine, value: Value, name: str, place: Place) -> Value | None:
        """``value.name``, ``None`` where there is surely no such attribute."""
        return self._lost(ev, value, f"asked for {name}")

    def set_attribute(self, ev: Machine, value: Value, name: str, new: Value) -> None:
        """``value.name = new``."""
        ev.forget(new, "stored in something that is not known")
        self._lost(ev, value, "an attribute of it is set")

    def item(
        self, ev: Machine, value: Value, index: Value, place: Place | None, picks_one: bool
    ) -> Value | None:
        """``value[index]``; ``None`` for something of which no more is known than its name."""
        return None

    def part(self, ev: Machine, value: Value, index: int) -> Value | None:
        """What the target ``index`` gets where ``value`` is unpacked; ``None`` where that is not known."""
        return None

    def element(self, ev: Machine, value: Value, place: Place | None) -> Value | None:
        """One of the things that going through ``value`` gives; ``None`` where they are not alike."""
        return None

    def change_item(self, ev: Machine, value: Value, new: Value, place: Place) -> bool:
        """``value[...] = new``: whether that is all there is to say."""
        return False

    def change(self, ev: Machine, value: Value) -> None:
        """``value += other`` changes it in place, as the library likes."""

    def operate(
        self, ev: Machine, name: str, left: Value, right: Value, places: Sequence[Place | None]
    ) -> Value | None:
        """``left <name> right``, at least one of which is of this kind; ``places`` are those of both and of the whole."""
        return None

    def unary(self, ev: Machine, name: str, value: Value, place: Place | None) -> Value | None:
        """``-value``, ``~value``, ``+value``."""
        return None

    def compare(self, ev: Machine, left: Value, right: Value, places: Sequence[Place | None]) -> Value | None:
        """A comparison with one of this kind."""
        return None

    def number(self, ev: Machine, value: Value, place: Place | None) -> Value | None:
        """``float(value)``, ``int(value)``."""
        return None

    def read(
        self,
        ev: Machine,
        value: Value,
        place: Place,
        kind: UseKind,
        why: str,
        *,
        others: Sequence[Value] = (),
    ) -> None:
        """``value`` is read at ``place``, which may be one of ``others`` instead."""

    def escape(self, ev: Machine, value: Value, place: Place, why: str, *, inside: bool) -> None:
        """``value`` is handed to code out of sight, ``inside`` of something else."""

    def forget(self, ev: Machine, value: Value, why: str) -> Sequence[Value]:
        """``value`` may be changed: what is not known of it any more is forgotten. What else can be reached from it."""
        return ()

    def type_of(self, value: Value) -> Symbol | None:
        """``type(value)``, if it is known."""
        return None

    def copied(self, ev: Machine, value: Value) -> Value:
        """What ``copy.copy(value)`` and ``copy.deepcopy(value)`` make of it."""
        if isinstance(value, Foreign):
            return value
        return self._lost(ev, value, "copied")

    def alike(self, value: Value, others: Sequence[Value]) -> bool:
        """Whether ``value`` stands for all ``others`` of one iteration too."""
        return False

    def _lost(self, ev: Machine, value: Value, why: str) -> Unknown:
        ev.forget(value, why)
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown(why)


NOT_KNOWN = Behaviour()


class Domain:
    """What the interpreter asks of libraries."""

    behaviours: ClassVar[Mapping[type[Value], Behaviour]] = MappingProxyType({})
    """How the kinds of values behave that libraries have."""

    def behaviour(self, value: Value) -> Behaviour:
        """How ``value`` behaves."""
        return self.behaviours.get(type(value), NOT_KNOWN)

    def of_object(self, name: str) -> Behaviour | None:
        """How objects of the library's class ``name`` behave, ``None`` for one that this domain knows nothing of."""
        return None

    def context(self) -> Context | None:
        """What is known of the circumstances in which a script begins, if there is anything to know."""
        return None

    # -- what is called --------------------------------------------------------------------

    def note_call(self, ev: Machine, name: str, given: Arguments, place: Place) -> None:
        """A function or class of a library is called: what it reads may matter, whatever it gives."""

    def handler(self, name: str) -> Handler | None:
        """What carries out a call of the function or class ``name`` of a library."""
        return None

    def call_symbol(self, ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value | None:
        """The value of calling what a library's name stands for; ``None``: nobody knows."""
        return None

    def makes_object(self, name: str, given: Arguments) -> bool:
        """Whether calling ``name``, of which nobody knows more, makes an object of which more is known."""
        return False

    def cannot_fail(self, name: str) -> bool:
        """Whether calling ``name``, of which nobody knows more, is taken not to raise."""
        return False

    def method(self, ev: Machine, receiver: Value, name: str, given: Arguments, place: Place) -> Value | None:
        """``receiver.name(...)`` of an object of a library, or that derives from one; ``None``: nobody knows."""
        return None

    def has_methods_of(self, receiver: ForeignHandle, base: str) -> bool:
        """Whether ``base.method(receiver, ...)`` is ``receiver.method(...)``."""
        return False

    def above(
        self, ev: Machine, receiver: Instance, name: str, given: Arguments, place: Place
    ) -> Value | None:
        """``super().name(...)``, where a base of a library has it, and what it does is known."""
        return None

    def made_by(self, ev: Machine, cls: ClassValue, name: str, place: Place) -> Value | None:
        """``cls.name(...)``, a method of a library that makes an object of a class of the project."""
        return None

    def call_instance(self, ev: Machine, instance: Instance, given: Arguments, place: Place) -> Value | None:
        """``instance(...)`` where a base of a library says what that is."""
        return None

    def initialise(self, ev: Machine, instance: Instance, given: Arguments, place: Place) -> None:
        """The library's ``__init__`` on an object of a project class; ``object``'s, where it has no other base."""

    def left(self, ev: Machine, instance: Instance, result: Value, place: Place) -> Value:
        """What the caller gets where ``instance.__call__``, which the project defines, gives ``result``."""
        return result

    def described(self, function: FunctionValue) -> Symbol | None:
        """The public name of a function of the project that a table describes: it is not run then."""
        return None

    def harmless(self, ev: Machine, key: Any) -> Value | None:
        """What calling the unknown thing called ``key`` gives, where it surely changes nothing; else ``None``."""
        return None

    def around_unknown(self, ev: Machine, function: Unknown, run: Callable[[], Value]) -> Value:
        """Call something unknown by ``run``: what a library knows of it may be known of the result too."""
        return run()

    def around(self, ev: Machine, function: FunctionValue) -> Context:
        """The circumstances in which the body of ``function`` is run when it is called here."""
        return ev.context

    def returned(self, ev: Machine, function: FunctionValue, value: Value) -> Value:
        """What the caller gets where ``function`` gives ``value``."""
        return value

    def note_result(self, ev: Machine, value: Value, place: Place) -> None:
        """The call that is written at ``place`` has ``value``."""

    def decorated(self, ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
        """What the decorator ``name`` of a library makes of a function or class; ``None``: it is called as any is.

        Where it is called with arguments first, ``decorator`` is the object that this gives.
        """
        return None

    # -- what a class of the project is made of ---------------------------------------------

    def adds_nothing(self, base: str) -> bool:
        """Whether a class that derives from ``base``, or is made by it, has nothing but what stands in it."""
        return False

    def is_container(self, base: str) -> bool:
        """Whether an object of a class that derives from ``base`` holds what it is given, by rules of its own."""
        return False

    def declared(self, ev: Machine, name: str, value: Value | None, annotation: str) -> None:
        """``name: annotation = value`` in the body of a class; of the annotation, its last name."""

    def defined(self, ev: Machine, cls: ClassValue, metaclass: str) -> None:
        """The body of ``cls`` has run, and a library has a say in what becomes of the names in it.

        ``metaclass`` names the one of a library that was asked for, if there is one.
        """

    def instantiated(self, ev: Machine, cls: ClassValue, given: Arguments, place: Place) -> Value | None:
        """``cls(...)``, where a base of a library says what that is; ``None``: an object, as of any class."""
        return None

    def initialised(
        self,
        ev: Machine,
        cls: ClassValue,
        instance: Instance,
        given: Arguments,
        place: Place,
        after: ClassValue | None,
    ) -> bool:
        """Initialise ``instance`` as what a library has made of ``cls`` does; ``False``: as the class itself says.

        With ``after``, as what it has made of the classes beyond that one does: ``super().__init__(...)``.
        """
        return False

    # -- what is an object of a library ----------------------------------------------------

    def owns(self, value: Value) -> bool:
        """Whether a library calls the methods of ``value`` by rules that are followed, and by no others."""
        return False

    def is_a(self, ev: Machine, value: Value, name: str) -> bool | None:
        """Whether ``value`` is an instance of the class of a library that ``name`` names."""
        return None

    def inherited(self, ev: Machine, instance: Instance, name: str, place: Place) -> Value | None:
        """``instance.name``, which no class of the project defines, but maybe a base does; ``None``: nobody knows."""
        return None

    def makes_anew(self, instance: Instance, name: str) -> bool:
        """Whether a base in a library computes ``instance.name`` whenever it is asked for."""
        return False

    def field(self, value: TupleValue, name: str) -> Value | None:
        """``value.name`` of a tuple whose places a library has named."""
        return None

    def sets_nothing(self, ev: Machine, key: Any, name: str) -> bool:
        """Whether setting ``name`` of the unknown thing called ``key`` changes nothing else of it."""
        return False

    def escape(self, ev: Machine, instance: Instance, place: Place, why: str) -> None:
        """``instance`` is handed to code out of sight."""

    def forget_instance(self, ev: Machine, instance: Instance) -> None:
        """``instance`` may be changed: what a library keeps of it is not known any more."""

    def multiplied(self, ev: Machine, left: Value, right: Value, place: Place | None) -> Value | None:
        """``left @ right`` of two things of which neither is known to be an array."""
        return None

    def begun(self, ev: Machine, items: tuple[Value, ...], place: Place) -> Value | None:
        """A tuple of which only the first ``items`` are known; ``None`` where they say nothing."""
        return None

    def summed(self, elements: Sequence[Value]) -> Value | None:
        """``sum(elements)``, some of which are of a library."""
        return None

    # -- names of libraries ----------------------------------------------------------------

    given: ClassVar[Set[str]] = frozenset()
    """What stands for something that a program is given when it is run: any of it may be anything."""

    def constant(self, name: str) -> Value | None:
        """What a library's name is whenever a program runs; ``None`` where that is not known."""
        return None

    def real_class(self, name: str) -> type | None:
        """The class of Python's own that a library's name stands for."""
        return None

    def imported(self, ev: Machine, dotted: str) -> Value | None:
        """What ``import dotted`` gives, if it is a library that the file surely means."""
        return None

    def is_library(self, package: str) -> bool:
        """Whether ``package`` surely is the library of that name, and no file of the project."""
        return False

    def named(self, dotted: str) -> Symbol | None:
        """What is called ``dotted`` in a library, by the name that it is known by; ``None``: as it is written."""
        return None

    def exports(self, module: str) -> Sequence[str]:
        """The names that a star import of a library's module binds."""
        return ()

    def member(self, symbol: Symbol, name: str) -> Symbol:
        """``symbol.name`` of a library."""
        dotted = f"{symbol.name}.{name}"
        found = self.named(dotted) or Symbol(dotted)
        return Symbol(found.name, symbol.root or found.root)

    def any_member(self, symbol: Symbol) -> Symbol | None:
        """What ``getattr(symbol, name)`` stands for, whatever ``name`` is; ``None`` where that differs."""
        return None

    def note_set(self, ev: Machine, symbol: Symbol) -> None:
        """The program sets something of what a library's name stands for."""

    def is_changed(self, ev: Machine, name: str) -> bool:
        """Whether the program has changed the class of a library that ``name`` names."""
        return False

    def is_code(self, name: str) -> bool:
        """Whether ``name`` surely stands for a function, class or module, which is true and is itself only."""
        return False

    # -- what is known of libraries as a whole ---------------------------------------------

    def changes_arguments(self, name: str) -> bool:
        """Whether the function of a library called ``name`` may change the objects that it is given."""
        return True

    def calls_arguments(self, name: str) -> bool:
        """Whether the function ``name`` may call what it is given, with what else it is given."""
        return False

    def hands_on(self, name: str) -> bool:
        """Whether what the function ``name`` gives may be, or hold, what it is given."""
        return False

    def computes(self, name: str) -> bool:
        """Whether what the function ``name`` gives hangs on nothing but what it is given."""
        return False

    def gives_recorder(self, name: str) -> bool:
        """Whether what the function ``name`` gives writes down, or draws, what its methods are handed."""
        return False

    def gives_data(self, name: str) -> bool:
        """Whether what the function ``name`` gives is drawn from data."""
        return False

    def calls_back(self, base: str, method: str) -> bool:
        """Whether a ``method`` of the library's class ``base``, or any for "", may call those of a class over it."""
        return True

    def running(self, base: str) -> Mapping[str, str] | None:
        """Which method of the class ``base`` starts which one of a class that derives from it; ``None``: not known."""
        return None

    def managed(self, ev: Machine, manager: ApiObject, place: Place, body: Callable[[Value], None]) -> bool:
        """Run the ``body`` of ``with manager as entered`` by its own rules; ``False``: nobody knows them."""
        return False

    def manages(self, manager: str) -> bool:
        """Whether ``managed`` may know the rules of ``manager``."""
        return False

    def inside(self, manager: str) -> Mapping[str, bool] | None:
        """What is so within ``with manager():``; ``None`` for one that may hold back errors or change objects."""
        return None

    def contains(self, ev: Machine, symbol: Symbol, item: Const) -> Value | None:
        """``item in symbol``, where the program itself decides it."""
        return None

    def item(self, ev: Machine, symbol: Symbol, index: Const) -> Value | None:
        """``symbol[index]``, where the program itself may have a say in it."""
        return None

    def note_item(self, ev: Machine, value: Value, index: Value, new: Value | None) -> bool:
        """``value[index] = new`` of something that no object of the program is, ``None`` where it is deleted.

        Whether that is all there is to say of it.
        """
        return False

    def note_changed(self, ev: Machine, key: Any) -> None:
        """Something hangs on the unknown thing called ``key``, and it is changed."""

    def within_reach(self, words: Set[str]) -> Sequence[Symbol]:
        """What code may change that names ``words``, whatever these stand for."""
        return ()

    def forget_symbol(self, ev: Machine, symbol: Symbol) -> None:
        """Whoever has what ``symbol`` stands for may have changed what is known of it."""

    def note_environment(self, ev: Machine, name: str, value: str) -> None:
        """The program sets a variable of its environment."""


def domain_of(ev: Machine) -> Domain:
    """What ``ev`` asks of libraries."""
    return ev.own(Domain)


def behaviour(ev: Machine, value: Value) -> Behaviour:
    """How a value of a library behaves in ``ev``."""
    return ev.own(Domain).behaviour(value)
