"""# unreadable-source (XEN901)

A file, or a notebook cell, that cannot be decoded or parsed.

## What it does
Reports, once and with its place, a file whose bytes are not text in its encoding, or that is not valid
Python. A notebook cell that does not parse loses only itself and is reported as information. Lines that only
IPython takes (`%matplotlib inline`, `!pip install`) are passed over, also in a Python file whose rest parses.

In flake8, this code also tells of a configuration that cannot be used; the command ends with 2 then.

## Why is this bad?
What cannot be read is not checked: silence about it would look like approval.
"""

from __future__ import annotations

from .rule import Rule

RULE = Rule()
