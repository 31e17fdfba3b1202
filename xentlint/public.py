"""The public API: check and fix from Python, with the meaning that the command has."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

from .config.settings import Settings, load_settings
from .rules.diagnostic import Diagnostic
from .run import repair, runner


def check(
    paths: Path | str | Iterable[Path | str] = (".",), *, settings: Settings | None = None
) -> list[Diagnostic]:
    """Return what is found in a file or folder, or in several, sorted by place.

    Without ``settings``, the configuration nearest to each file holds. As for the command, with a file
    come the files of its project that import it.
    Raises FileNotFoundError for a path that cannot be used, ConfigError for a broken configuration.
    An internal error is a RuntimeWarning that names the file: it loses what that file would be told.
    """
    settings = settings or load_settings(Path.cwd())
    return _told(runner.lint(_collect(paths, settings).documents, settings))


def fix(
    paths: Path | str | Iterable[Path | str] = (".",),
    *,
    unsafe: bool = False,
    settings: Settings | None = None,
) -> list[Diagnostic]:
    """Repair files in place and return what remains; ``unsafe`` applies unsafe repairs too.

    Raises what `check` raises, and OSError, with no file changed, when a file cannot be written or
    was changed since it was read. What an earlier run left half applied is taken back first.
    """
    settings = settings or load_settings(Path.cwd())
    repair.take_back()
    paths = (paths,) if isinstance(paths, (str, Path)) else tuple(paths)
    before = _collect(paths, settings).documents
    repaired = repair.repair(
        before,
        lambda documents: runner.lint(documents, settings),
        unsafe=unsafe,
        locked=repair.obstacles(before, (settings.root or Path.cwd(), *paths)),
    )
    repair.write(before, repaired.documents)
    return _told(repaired.outcome)


def _told(outcome: runner.Outcome) -> list[Diagnostic]:
    for each in outcome.failures:
        text = f"internal error of xentlint in {', '.join(each.paths[:3])}: {each.error}; please report it"
        warnings.warn(text, RuntimeWarning, stacklevel=3)
    return list(outcome.diagnostics)


def _collect(paths: Path | str | Iterable[Path | str], settings: Settings) -> runner.Collected:
    named = (paths,) if isinstance(paths, (str, Path)) else paths
    collected = runner.collect(named, settings)
    for path, reason in collected.errors:
        raise FileNotFoundError(f"{path}: {reason}")
    return collected
