"""The TOML parser that this Python has: its own from 3.11 on, ``tomli`` before."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 11):
    from tomllib import TOMLDecodeError
    from tomllib import loads as parse_toml
else:
    from tomli import TOMLDecodeError
    from tomli import loads as parse_toml

__all__ = ["TOMLDecodeError", "parse_toml"]
