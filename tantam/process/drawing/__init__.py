"""Our own pictures of a diagram, drawn on the server as SVG: the whole, the piece around a step, a thumbnail.

Classes and presentation attributes only (no style attributes, no ids), so that a strict content security policy
holds and many pictures can stand on one page; `diagram.css` colours them in light and dark.
"""

from tantam.process.drawing.full import READABLE, draw
from tantam.process.drawing.interval import draw_interval
from tantam.process.drawing.mark import Link, Mark, Marks, State
from tantam.process.drawing.mini import draw_mini
from tantam.process.drawing.printing import draw_for_print
from tantam.process.drawing.thumbnail import draw_thumbnail

__all__ = [
    "READABLE",
    "Link",
    "Mark",
    "Marks",
    "State",
    "draw",
    "draw_for_print",
    "draw_interval",
    "draw_mini",
    "draw_thumbnail",
]
