"""# unused-suppression (XEN902, opt-in)

A `noqa: XEN…` comment that silences nothing.

## What it does
Reports comments such as `# noqa: XEN101` on lines where that code is not found. Off unless selected.

## Why is this bad?
A suppression that has lost its reason hides the next finding on its line.
"""

from __future__ import annotations

from .rule import Rule

RULE = Rule()
