"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says nothing about whether it is right, least of all on a busy machine.
settings.register_profile("xentlint", deadline=None)
settings.load_profile("xentlint")
