"""What was found in a buffer, and what is known of its places; kept until the buffer changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ...config.settings import Settings, load_settings
from ...rules.diagnostic import Diagnostic
from ...run import engine, repair, runner
from ...run.failures import Failure
from ...sources.document import Document
from ...sources.gate import can_matter
from ...sources.positions import Span
from .buffers import Buffer

if TYPE_CHECKING:
    from ...rules.explanation import Insight


@dataclass(frozen=True)
class Analysis:
    """One buffer under its settings."""

    buffer: Buffer
    settings: Settings

    @cached_property
    def found(self) -> tuple[Diagnostic, ...]:
        """The findings in the buffer itself."""
        return tuple(each for each in self._outcome.diagnostics if each.span.path == self.buffer.path)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Errors of our own, which lost what the buffer would have been told."""
        return self._outcome.failures

    @cached_property
    def _outcome(self) -> runner.Outcome:
        return self._lint(self._documents)

    def insights(self, where: Span) -> tuple[Insight, ...]:
        """What is known of the expressions of the buffer, those in ``where`` at least."""
        if not self._explained.cut_short:
            return self._explained.insights
        return self._explain(range(where.start.row, where.end.row + 1), where.cell).insights

    @cached_property
    def _explained(self) -> engine.Explanation:
        return self._explain()

    def _explain(self, rows: range | None = None, cell: int | None = None) -> engine.Explanation:
        if not self._documents:
            return engine.Explanation()
        return engine.explain([self.buffer.document], self.settings, self.buffer.path, rows, cell)

    @cached_property
    def repaired(self) -> Document:
        """The buffer after its safe repairs, those that also change other files left out."""
        documents = self._documents
        if not documents:
            return self.buffer.document
        return repair.repair(documents, self._lint).documents[self.buffer.path]

    @cached_property
    def _documents(self) -> Mapping[str, Document]:
        document = self.buffer.document
        excluded = self.settings.excludes.cover_below_root(document.path)
        if (
            excluded
            or document.skipped is not None
            or not can_matter(document.raw, self.settings.of(document.path).frameworks)
        ):
            return {}
        return {self.buffer.path: document}

    def _lint(self, documents: Mapping[str, Document]) -> runner.Outcome:
        return runner.lint(documents, self.settings)


def analyse(buffer: Buffer, config: Path | None) -> Analysis:
    """The analysis of ``buffer`` under the nearest configuration, or under ``config``.

    Raises ConfigError when that is broken. Nothing is cached on disk: a result per keystroke would
    push out those of whole runs.
    """
    settings = load_settings(buffer.document.path.parent, config=config)
    return Analysis(buffer, replace(settings, cache=False))
