"""Programs before and after their repair, and how tests speak about the plan between the two."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from xentlint.config.settings import Settings
from xentlint.rules.diagnostic import Applicability, Diagnostic, Fix
from xentlint.run import engine, plans
from xentlint.sources.document import Document
from xentlint.sources.reading import read_document
from xentlint.sources.writing import apply_edits

_FOLDER = Path("/project")
_WIDE = f"# {'-' * 240}\n"
"""The last line of a program whose author does not mind long ones: none is broken."""
_MOST_ROUNDS = 5


def read(files: Mapping[str, str | bytes]) -> dict[str, Document]:
    """Documents of one project, by file name."""
    return {
        name: read_document(_FOLDER / name, text.encode() if isinstance(text, str) else text)
        for name, text in files.items()
    }


def lint(documents: Mapping[str, Document], **settings: Any) -> tuple[Diagnostic, ...]:
    """Everything that a run says, before selection and suppression."""
    return engine.check(list(documents.values()), Settings(**settings)).diagnostics


def fix_of(source: str, code: str | None = None, **settings: Any) -> Fix:
    """The repair of the only diagnostic (of ``code``) in a program."""
    found = lint(read({"program.py": dedent(source)}), **settings)
    fixes = [each.fix for each in found if code is None or each.code == code]
    assert len(fixes) == 1, [f"{each.code}: {each.message}" for each in found]
    assert fixes[0] is not None
    return fixes[0]


def applied(documents: Mapping[str, Document], fixes: list[Fix]) -> dict[str, Document]:
    """The documents with whole plans applied."""
    after = dict(documents)
    names = {str(document.path): name for name, document in documents.items()}
    for path, edits in plans.by_path(fixes).items():
        name = names[path]
        after[name] = read_document(documents[name].path, apply_edits(documents[name], edits))
    return after


def repaired(documents: Mapping[str, Document], **settings: Any) -> dict[str, Document]:
    """The documents after every repair, round after round; they must come to rest."""
    current = dict(documents)
    for _ in range(_MOST_ROUNDS):
        found = [each.fix for each in lint(current, **settings) if each.fix is not None]
        chosen = plans.choose(fix for fix in found if fix.applicability is not Applicability.DISPLAY)
        if not chosen:
            return current
        current = applied(current, chosen)
    raise AssertionError("the repairs do not come to rest")


def check_fixed(before: str, after: str, **settings: Any) -> None:
    """The repairs are safe, make ``after`` of ``before``, and leave nothing to repair; how long lines are is aside."""
    _check({"program.py": before}, {"program.py": after}, Applicability.SAFE, **settings)


def check_written(before: str, after: str) -> None:
    """The same, with the lines as they are broken."""
    documents = read({"program.py": dedent(before)})
    assert text_of(repaired(documents)["program.py"]) == dedent(after)


def check_unsafe(before: str, after: str, why: str, **settings: Any) -> None:
    """The same for repairs that are not safe; ``why`` is what the message gives as the reason."""
    fixes = _check({"program.py": before}, {"program.py": after}, Applicability.UNSAFE, **settings)
    assert why in [fix.message.partition("; unsafe: ")[2] for fix in fixes]


def check_display(source: str, why: str, code: str | None = None, **settings: Any) -> None:
    """There is advice and no edit, ``why`` being the reason."""
    fix = fix_of(source, code, **settings)
    assert (fix.applicability, fix.edits) == (Applicability.DISPLAY, ())
    assert fix.message.partition("; by hand, since ")[2] == why


def check_files(
    before: Mapping[str, str], after: Mapping[str, str], applicability: Applicability = Applicability.SAFE
) -> None:
    """The same for a project of several files."""
    _check(before, after, applicability)


def _check(
    before: Mapping[str, str], after: Mapping[str, str], applicability: Applicability, **settings: Any
) -> list[Fix]:
    documents = read({name: _wide(text) for name, text in before.items()})
    fixes = [each.fix for each in lint(documents, **settings) if each.fix is not None]
    assert fixes, "nothing is to be repaired"
    assert {fix.applicability for fix in fixes} == {applicability}, [fix.message for fix in fixes]
    result = repaired(documents, **settings)
    assert {name: text_of(document) for name, document in result.items()} == {
        name: _wide(text) for name, text in after.items()
    }
    return fixes


def _wide(text: str) -> str:
    """A program that goes on with a long line; a notebook has its own."""
    return dedent(text) if text.startswith("{") else f"{dedent(text).rstrip(chr(10))}\n{_WIDE}"


def text_of(document: Document) -> str:
    """A document as text."""
    return document.raw.decode(document.encoding)
