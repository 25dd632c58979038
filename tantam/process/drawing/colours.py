"""The colours that a step, an arrow, a pool or a lane can be given, as the studio offers them
(`frontend/src/studio/colours.js`).

A file of another tool may say any colour: the picture shows the nearest of ours, so that it can be read by light, in
the dark and on paper. White grounds and black lines are no colours.
"""

from __future__ import annotations

import re
from colorsys import rgb_to_hls
from typing import Final

from tantam.process.drawing.mark import Marks
from tantam.process.drawing.page import Page

#: Ground and line on white paper, by the name that `diagram.css` gives it.
COLOURS: Final = {
    "blue": ("#dbeafe", "#1e40af"),
    "green": ("#dcfce7", "#166534"),
    "yellow": ("#fef9c3", "#854d0e"),
    "orange": ("#ffedd5", "#9a3412"),
    "red": ("#fee2e2", "#991b1b"),
    "purple": ("#f3e8ff", "#6b21a8"),
    "grey": ("#e5e7eb", "#374151"),
}
#: Where each begins on the wheel of hues, in degrees.
_WHEEL: Final = (
    (0, "red"),
    (16, "orange"),
    (42, "yellow"),
    (68, "green"),
    (172, "blue"),
    (252, "purple"),
    (325, "red"),
)
_HEX: Final = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_NEARLY_WHITE, _NEARLY_BLACK, _PALE = 0.96, 0.2, 0.11


def colour_of(fill: str, stroke: str) -> str:
    """The name of the colour that a shape has by its file; "" for none.

    `fill` and `stroke` as the file writes them; the ground counts before the line.
    """
    said = (fill.lower(), stroke.lower())
    ours = next((name for name, (ground, line) in COLOURS.items() if said in ((ground, line), ("", line))), "")
    return ours or _nearest(fill) or ("" if fill else _nearest(stroke))


def colours_on(page: Page, marks: Marks) -> dict[str, str]:
    """The colours of what is drawn, by element. Where marks paint (heat, what was done, what differs) there are none:
    a red of the drawing would be read as one of theirs."""
    if any(mark.state != "none" or mark.heat is not None or mark.verdict for mark in marks.values()):
        return {}
    drawn = [(shape.element, colour_of(shape.fill, shape.stroke)) for shape in page.shapes.values()]
    drawn.extend((edge.element, colour_of("", edge.stroke)) for edge in page.edges.values())
    return {element: name for element, name in drawn if name}


def _nearest(said: str) -> str:
    found = _HEX.fullmatch(said.lower())
    if not found:
        return ""
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, lightness, _saturation = rgb_to_hls(red, green, blue)
    if max(red, green, blue) - min(red, green, blue) < _PALE:
        return "grey" if _NEARLY_BLACK < lightness < _NEARLY_WHITE else ""
    return [name for begin, name in _WHEEL if begin <= hue * 360][-1]
