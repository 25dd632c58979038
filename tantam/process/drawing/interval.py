"""An interval beside nothing: where a difference certainly lies, and on which side of no difference at all."""

from __future__ import annotations

from math import isfinite

from tantam.process.drawing.geometry import Box
from tantam.process.drawing.markup import circle, number, path, rectangle

_WIDTH, _HEIGHT, _EDGE = 240.0, 28.0, 6.0
_MIDDLE, _LEVEL = _WIDTH / 2, _HEIGHT / 2


def draw_interval(low: float, high: float, estimate: float, *, tone: str) -> str:
    """A small SVG: no difference in the middle, the interval as a bar, the estimate as a dot.

    Args:
        low: lower end, in any unit; infinite ends give an empty axis.
        tone: `good`, `bad` or `open`, a class on the picture.
    """
    axis = f"M{number(_EDGE)} {number(_LEVEL)}H{number(_WIDTH - _EDGE)}"
    parts = [path(axis, classes="iv-axis"), path(f"M{number(_MIDDLE)} 3V25", classes="iv-zero")]
    if isfinite(low) and isfinite(high):
        reach = max(abs(low), abs(high), 1e-12) * 1.08
        left, right, dot = (_MIDDLE + value / reach * (_MIDDLE - _EDGE) for value in (low, high, estimate))
        bar = Box(left, _LEVEL - 5, max(right, left + 2), _LEVEL + 5)
        parts += [rectangle(bar, classes="iv-bar", radius=5), circle(dot, _LEVEL, 4, classes="iv-dot")]
    size = f'viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}"'
    return f'<svg class="interval is-{tone}" {size} aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
