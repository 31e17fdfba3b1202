"""What derives from what, of the classes that an evaluation has met."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from xentlint.keras.descent import Descent
from xentlint.python.evaluator import Evaluator
from xentlint.python.modules import Module
from xentlint.python.values import ClassValue
from xentlint.sources.document import Document, Unit


def met(text: str) -> tuple[Evaluator, dict[str, ClassValue]]:
    ev = Evaluator()
    return ev, run(ev, text)


def run(ev: Evaluator, text: str) -> dict[str, ClassValue]:
    source = dedent(text)
    module = Module(Document(Path("/a.py"), "python", (Unit(None, source, source),)), "a")
    ev.modules[module.path] = module
    ev.run_module(module)
    return {cls.name: cls for cls in ev.classes.values()}


FAMILY = """\
    class Base: pass
    class Left(Base): pass
    class Right(Base): pass
    class Both(Left, Right): pass
    class Other: pass
    first = Right()
    second = Both()
    third = Base()
"""


def names(found: list[ClassValue]) -> list[str]:
    return [each.name for each in found]


def test_the_heirs_are_those_that_nothing_derives_from() -> None:
    ev, classes = met(FAMILY)
    descent = Descent(ev)
    assert names(descent.heirs(classes["Base"])) == ["Both"]
    assert names(descent.heirs(classes["Right"])) == ["Both"]
    assert names(descent.heirs(classes["Both"])) == names(descent.heirs(classes["Other"])) == []


def test_the_classes_with_objects_stand_in_the_order_of_these() -> None:
    ev, classes = met(FAMILY)
    descent = Descent(ev)
    assert names(descent.classes(classes["Base"])) == ["Right", "Both", "Base"]
    assert names(descent.classes(classes["Left"])) == ["Both"]
    assert set(names(descent.related(classes["Left"]))) == {"Left", "Base", "Both", "Right"}


def test_what_is_met_later_belongs_to_them_too() -> None:
    stranger = met("class Stranger: pass")[1]["Stranger"]
    ev = Evaluator()
    descent = Descent(ev)
    assert names(descent.heirs(stranger)) == names(descent.classes(stranger)) == []
    classes = run(ev, FAMILY)
    assert names(descent.heirs(classes["Left"])) == ["Both"]
    assert names(descent.classes(classes["Left"])) == ["Both"]
