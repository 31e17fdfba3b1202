"""Findings that are known: an old repository starts with them, and hears of new ones only.

A finding is known by its file, its code and the text of its line, so that lines may come and go
around it. A baseline holds how often each may be met; what is met more often is new.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..config.settings import ConfigError
from ..sources.regular import read_regular
from ..sources.text import split_lines
from ..sources.units import by_cell

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic
    from ..sources.document import Document

_VERSION = 1


class Known(NamedTuple):
    """What stands for a finding; ``path`` is relative to the baseline, with slashes."""

    path: str
    code: str
    line: str


@dataclass(frozen=True)
class Baseline:
    """The findings in the file ``file``."""

    file: Path
    known: Mapping[Known, int]

    @classmethod
    def read(cls, file: Path) -> Baseline:
        """Read ``file``. Raises ConfigError when it cannot be read, or is no baseline."""
        try:
            data = json.loads(read_regular(file))
            if data["version"] != _VERSION:
                raise ConfigError(f"is of version {data['version']}, which this xentlint does not know", file)
            known = {
                Known(str(each["path"]), str(each["code"]), str(each["line"])): int(each["count"])
                for each in data["findings"]
            }
        except FileNotFoundError:
            raise ConfigError("there is no such baseline; --update-baseline makes it", file) from None
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror or error}", file) from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ConfigError("is not a baseline; --update-baseline makes one", file) from None
        return cls(file, known)

    def new(self, found: Iterable[Diagnostic], documents: Mapping[str, Document]) -> list[Diagnostic]:
        """Those of ``found`` that are not known, in their order."""
        left = Counter(self.known)
        fresh = []
        for diagnostic in found:
            identity = identify(diagnostic, documents, self.file)
            if left[identity] > 0:
                left[identity] -= 1
            else:
                fresh.append(diagnostic)
        return fresh


def identify(diagnostic: Diagnostic, documents: Mapping[str, Document], file: Path) -> Known:
    """What stands for ``diagnostic`` in the baseline ``file``."""
    span = diagnostic.span
    document = documents.get(span.path)
    unit = None if document is None else by_cell(document).get(span.cell)
    lines = split_lines(unit.text) if unit is not None else []
    line = lines[span.start.row - 1].strip() if span.start.row <= len(lines) else ""
    return Known(_relative(Path(span.path), file.parent).as_posix(), diagnostic.code, line)


def _relative(path: Path, folder: Path) -> Path:
    """``path`` as it is seen from ``folder``, on whatever machine the two lie."""
    try:
        return Path(os.path.relpath(path, folder))
    except ValueError:  # on another drive
        return path


def update(file: Path, found: Iterable[Diagnostic], documents: Mapping[str, Document]) -> bytes:
    """What ``file`` has to hold so that ``found`` are known in ``documents``.

    What it says of other files stays, as long as they exist.
    """
    counts = Counter(identify(each, documents, file) for each in found)
    checked = {Path(path) for path in documents}
    if os.path.exists(file):
        for known, count in Baseline.read(file).known.items():
            path = Path(os.path.normpath(file.parent / known.path))
            if path not in checked and os.path.exists(path):
                counts[known] = count
    entries = [{**known._asdict(), "count": count} for known, count in sorted(counts.items())]
    text = json.dumps({"version": _VERSION, "findings": entries}, indent=1, ensure_ascii=True) + "\n"
    return text.encode("ascii")
