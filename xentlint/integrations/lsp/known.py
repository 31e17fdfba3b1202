"""What is known of a buffer, as it is and under its settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...config.settings import Settings, load_settings
from ...rules.diagnostic import Diagnostic
from ...run.session import Held
from .buffers import Buffer


@dataclass(frozen=True)
class Known:
    """A buffer, and what is held of its program."""

    buffer: Buffer
    held: Held

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """The findings in the buffer itself."""
        found = () if self.held.shown is None else self.held.shown.diagnostics
        return tuple(each for each in found if each.span.path == self.buffer.path)


def settings_of(path: Path, config: Path | None) -> Settings:
    """The settings of the configuration nearest to a file, or of ``config``; raises ConfigError when it is broken."""
    return load_settings(path.parent, config=config)
