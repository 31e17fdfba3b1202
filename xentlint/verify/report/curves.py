"""Curves as inline SVG: one panel, one band of colour a side, thin lines for the seeds."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Side
from .figures import thinned

WIDTH, HEIGHT = 320, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 10, 22
_POINTS = 120


@dataclass(frozen=True, slots=True)
class Curve:
    """The values of one training."""

    side: Side
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Axis:
    """The vertical axis; ``logarithmic`` for losses, which span decades."""

    low: float
    high: float
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return where ``value`` is, from 0 (bottom) to 1 (top)."""
        low, high, at = self.low, self.high, value
        if self.logarithmic:
            low, high, at = math.log10(low), math.log10(high), math.log10(max(value, self.low))
        return min(1.0, max(0.0, (at - low) / (high - low)))


def svg(title: str, curves: Sequence[Curve], axis: Axis, x_label: str, percent: bool = False) -> str:
    """Draw the curves; a curve that turns NaN ends in a cross."""
    inner_width, inner_height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(title)}">',
        f"<title>{html.escape(title)}</title>",
    ]
    for value in _ticks(axis):
        y = _TOP + inner_height * (1 - axis.place(value))
        label = f"{value:.0%}" if percent else f"{value:g}"
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 3:.1f}" text-anchor="end">{label}</text>')
    for curve in curves:
        parts.append(_draw(curve, axis, inner_width, inner_height))
    parts.append(
        f'<text x="{WIDTH - _RIGHT}" y="{HEIGHT - 5}" text-anchor="end">{html.escape(x_label)}</text></svg>'
    )
    return "".join(parts)


def loss_axis(curves: Sequence[Curve]) -> Axis:
    """Return an axis of decades that holds every finite loss."""
    values = [v for curve in curves for v in thinned(curve.values, _POINTS) if math.isfinite(v) and v > 0]
    if not values:
        return Axis(0.1, 10.0, logarithmic=True)
    low = 10.0 ** math.floor(math.log10(max(min(values), 1e-4)))
    high = 10.0 ** math.ceil(math.log10(max(values)))
    return Axis(low, max(high, low * 10), logarithmic=True)


def _draw(curve: Curve, axis: Axis, width: float, height: float) -> str:
    values = thinned(curve.values, _POINTS)
    points: list[str] = []
    x = y = 0.0
    for index, value in enumerate(values):
        if not math.isfinite(value):
            y = _TOP + height * (1 - axis.place(axis.high)) if not points else y
            x = x or float(_LEFT)
            cross = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
            line = f'<polyline class="{curve.side}" points="{" ".join(points)}"/>' if points else ""
            return f'{line}<path class="{curve.side}" d="{cross}"><title>NaN from here on</title></path>'
        x = _LEFT + width * (index / max(1, len(values) - 1))
        y = _TOP + height * (1 - axis.place(value))
        points.append(f"{x:.1f},{y:.1f}")
    if len(points) == 1:  # one epoch: a short dash, a point would not show
        points.append(f"{x + 6:.1f},{y:.1f}")
    return f'<polyline class="{curve.side}" points="{" ".join(points)}"/>' if points else ""


def _ticks(axis: Axis) -> list[float]:
    if axis.logarithmic:
        decades = range(round(math.log10(axis.low)), round(math.log10(axis.high)) + 1)
        step = max(1, math.ceil(len(decades) / 5))
        return [10.0**decade for decade in decades][::step]
    return [axis.low + (axis.high - axis.low) * part / 4 for part in range(5)]
