"""Drawings of a version: plain, as a stamp, as a file of its own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from tantam.process.context.reader import language
from tantam.process.drawing import READABLE, Mark, draw, draw_thumbnail
from tantam.process.engine.diagram import Diagram
from tantam.process.queries import ProcessLine
from tantam.ui.context.fonts import font_faces

STYLE = Path(__file__).parent.parent / "drawing" / "diagram.css"


def picture(diagram: Diagram, *, pointed_out: Collection[str] = ()) -> SafeString:
    """The drawing, readable, some elements pointed out on it."""
    marks = {element: Mark(state="current") for element in pointed_out}
    return mark_safe(draw(diagram, language=language(), marks=marks, scale=READABLE))  # noqa: S308 - our own, every text escaped


def thumbnail(line: ProcessLine) -> SafeString:
    """The stamp of a process in the list, red where something is overdue or has failed; nothing where its drawing
    cannot be read."""
    drawing = line.diagram
    if drawing is None:
        return mark_safe("")
    marks = {node: Mark(state="overdue") for node in line.hurting}
    drawn = draw_thumbnail(drawing, language=language(), marks=marks, size=(280, 120))
    return mark_safe(drawn)  # noqa: S308 - our own markup


def exported_picture(diagram: Diagram) -> str:
    """The drawing as a file of its own, its colours and letters inside."""
    css = f'{font_faces()}.dg{{font-family:"Be Vietnam Pro",sans-serif}}{STYLE.read_text()}'
    opening, rest = draw(diagram, language=language(), size=_size(diagram)).split(">", 1)
    return f"{opening}><style>{css}</style>{rest}"


def _size(diagram: Diagram) -> tuple[float, float]:
    right = max((shape.bounds.x + shape.bounds.width for shape in diagram.shapes), default=100)
    left = min((shape.bounds.x for shape in diagram.shapes), default=0)
    bottom = max((shape.bounds.y + shape.bounds.height for shape in diagram.shapes), default=60)
    top = min((shape.bounds.y for shape in diagram.shapes), default=0)
    return right - left + 40, bottom - top + 40
