"""A document as PDF (tagged, PDF/UA where its letters allow it), and pieces of its drawing as PNG, by Typst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

from tantam.process.procedure import Block, Bullets, Document, Heading, Paragraph, Part, Picture, Table

_HERE: Final = Path(__file__).parent
_TEMPLATE: Final = (_HERE / "procedure.typ").read_text().replace('json("document.json")', "json(bytes(sys.inputs.it))")
_PIECE: Final = """
#let it = json(bytes(sys.inputs.it))
#set page(width: it.width * 1pt, height: it.height * 1pt, margin: 0pt)
#set text(font: "Be Vietnam Pro")
#let window(x, y, width, height) = box(clip: true, width: width * 1pt, height: height * 1pt,
  place(top + left, dx: (it.whole-left - x) * 1pt, dy: (it.whole-top - y) * 1pt,
    image(bytes(it.svg), format: "svg", width: it.whole-width * 1pt, height: it.whole-height * 1pt)))
#let (left, right, above, below) = it.beside
#let brand = rgb("#00705e")
#let edge(words) = if words == "" { none } else { (paint: brand, thickness: 1pt, dash: "dashed") }
#let said(words, length) = box(width: length * 1pt, height: it.mark * 1pt,
  align(center + horizon, text(12pt, fill: brand, weight: 600, words)))
#let turned(words) = rotate(-90deg, reflow: true, said(words, it.high))
#let x = if left == "" { 0 } else { it.mark }
#let y = if above == "" { 0 } else { it.mark }
#let start = x + if it.band > 0 { it.band + it.gap } else { 0 }
#if it.band > 0 { place(dx: x * 1pt, dy: y * 1pt, window(it.whole-left, it.top, it.band, it.high)) }
#place(dx: start * 1pt, dy: y * 1pt, box(
  stroke: (left: edge(left), right: edge(right), top: edge(above), bottom: edge(below)),
  window(it.left, it.top, it.wide, it.high)))
#if left != "" { place(dy: y * 1pt, turned("← " + left)) }
#if right != "" { place(dx: (start + it.wide) * 1pt, dy: y * 1pt, turned(right + " →")) }
#if above != "" { place(dx: start * 1pt, said("↑ " + above, it.wide)) }
#if below != "" { place(dx: start * 1pt, dy: (y + it.high) * 1pt, said("↓ " + below, it.wide)) }
"""
_WIDEST_PIXELS: Final = 3_400
_GAP: Final = 8.0
_MARK: Final = 18.0  # where the drawing goes on, beside a cut


def write_pdf(document: Document) -> bytes:
    """The file."""
    given = {"it": json.dumps(_as_data(document), ensure_ascii=False)}
    try:
        return _compiled(_TEMPLATE, given, standards=["ua-1"])
    except typst.TypstError:  # a letter that no font has: readable still, but not to the letter of the standard
        return _compiled(_TEMPLATE, given, standards=[])


def draw_part(picture: Picture, part: Part) -> bytes:
    """A piece of the drawing as PNG, sharp enough to print across A3."""
    width, height = breadth(part), _height(part)
    given = {
        "svg": picture.svg, "width": width, "height": height, "left": part.left, "top": part.top,
        "beside": part.beside, "mark": _MARK, "gap": _GAP,
        "wide": part.width, "high": part.height, "band": part.band, "whole-left": picture.left,
        "whole-top": picture.top, "whole-width": picture.width, "whole-height": picture.height,
    }  # fmt: skip
    sharp = 72 * min(2.0, _WIDEST_PIXELS / max(width, height))
    source = {"it": json.dumps(given, ensure_ascii=False)}
    return typst.compile(_PIECE.encode(), format="png", ppi=sharp, sys_inputs=source, font_paths=_fonts())


def proportion(part: Part) -> float:
    """How much wider than high the PNG of a piece is."""
    return breadth(part) / _height(part)


def breadth(part: Part) -> float:
    """How wide the PNG of a piece is, in the drawing's units."""
    return part.width + (part.band + _GAP if part.band else 0) + _MARK * len(list(filter(None, part.beside[:2])))


def _height(part: Part) -> float:
    return part.height + _MARK * len(list(filter(None, part.beside[2:])))


def _compiled(template: str, given: dict[str, str], *, standards: list[Literal["ua-1"]]) -> bytes:
    return typst.compile(
        template.encode(), format="pdf", sys_inputs=given, font_paths=_fonts(), pdf_standards=[*standards]
    )


@cache
def _fonts() -> typst.Fonts:
    """Ours, and those that come with Typst for letters ours lack; never what happens to be on the machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_HERE / "fonts")])


def _as_data(document: Document) -> dict[str, object]:
    names = ("language", "business", "kind", "title", "code", "edition", "page", "notice", "author", "contents")
    return {
        **{name: getattr(document, name) for name in names},
        "facts": _table(document.facts),
        "signing": asdict(document.signing),
        "blocks": list(_blocks(document)),
    }


def _blocks(document: Document) -> Iterator[dict[str, object]]:
    for block in document.blocks:
        yield _block(block)


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading():
            return {"is": "heading", "text": block.text, "level": block.level}
        case Paragraph():
            return {"is": "paragraph", "text": block.text, "tone": block.tone, "label": block.label}
        case Bullets():
            return {"is": "bullets", "items": block.items, "ticked": block.is_ticked, "label": block.label}
        case Table():
            return {"is": "table", **_table(block)}
        case Picture():
            return {"is": "picture", **_picture(block)}


def _table(table: Table) -> dict[str, object]:
    return {
        "heads": table.heads,
        "rows": table.rows,
        "widths": table.widths,
        "caption": table.caption,
        "centred": table.is_centred,
    }


def _picture(picture: Picture) -> dict[str, object]:
    parts = [asdict(part) for part in picture.parts]
    whole = {name: getattr(picture, name) for name in ("heading", "svg", "left", "top", "width", "height", "alt")}
    return {**whole, "parts": parts}
