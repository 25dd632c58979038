"""Small pieces of SVG, everything escaped, no style attributes."""

from __future__ import annotations

from html import escape
from typing import Literal

from tantam.process.drawing.geometry import Box
from tantam.process.drawing.text import LINE_HEIGHT, Block

Anchor = Literal["start", "middle", "end"]


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def rectangle(box: Box, *, classes: str, radius: float = 0, paint: str = "") -> str:
    """A rectangle; `paint` are ready presentation attributes."""
    round_ = f' rx="{number(radius)}"' if radius else ""
    return (
        f'<rect class="{classes}" x="{number(box.left)}" y="{number(box.top)}" width="{number(box.width)}" '
        f'height="{number(box.height)}"{round_}{paint}/>'
    )


def circle(x: float, y: float, radius: float, *, classes: str, paint: str = "") -> str:
    """A circle."""
    return f'<circle class="{classes}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"{paint}/>'


def path(commands: str, *, classes: str, paint: str = "") -> str:
    """A path."""
    return f'<path class="{classes}" d="{commands}"{paint}/>'


def written(block: Block, *, x: float, top: float, classes: str, anchor: Anchor = "middle", turned: str = "") -> str:
    """A block of lines whose upper edge is `top`; `x` is its left, middle or right by `anchor`."""
    step = block.size * LINE_HEIGHT
    first = top + step * 0.78  # the base line: four fifths down the first line
    at = number(x)
    if len(block.lines) == 1:
        inner = escape(block.lines[0])
    else:
        inner = "".join(
            f'<tspan x="{at}" y="{number(first + index * step)}">{escape(line)}</tspan>'
            for index, line in enumerate(block.lines)
        )
    return (
        f'<text class="{classes}" x="{at}" y="{number(first)}" font-size="{number(block.size)}" '
        f'text-anchor="{anchor}"{turned}>{inner}</text>'
    )
