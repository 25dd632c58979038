"""What stands behind the flow: pools, lanes, notes, groups and data."""

from __future__ import annotations

from collections.abc import Mapping

from tantam.process.drawing.geometry import Box
from tantam.process.drawing.markup import number, path, rectangle, written
from tantam.process.drawing.page import Page
from tantam.process.drawing.text import Block, fit
from tantam.process.engine.diagram import Artifact, Lane, Pool

BAND = 30.0
_PAINT = ' fill="none" stroke="currentColor"'
_DATA = ("dataObjectReference", "dataObject", "dataInput", "dataOutput")


def draw_frames(page: Page, *, language: str, colours: Mapping[str, str]) -> list[str]:
    """Pools, then lanes, then artifacts; `colours` of those that have one, as `colours.COLOURS` names it."""
    diagram = page.diagram
    either: tuple[Pool | Lane, ...] = (*diagram.pools, *diagram.lanes)
    frames = [one for one in either if one.id in page.boxes]
    parts = [_frame(page, one, language=language, colour=colours.get(one.id, "")) for one in frames]
    parts.extend(_artifact(item, page, language=language) for item in diagram.artifacts if item.id in page.boxes)
    return parts


def _frame(page: Page, frame: Pool | Lane, *, language: str, colour: str) -> str:
    box, is_pool = page.boxes[frame.id], isinstance(frame, Pool)
    is_horizontal = page.shapes[frame.id].is_horizontal is not False
    classes = "dg-pool" if is_pool else "dg-lane"
    parts = [rectangle(box, classes=classes, paint=_PAINT)]
    if is_pool and isinstance(frame, Pool) and not frame.process:
        parts.append(_title(frame.label(language), box, is_turned=False))  # a black box: its name in the middle
    else:
        if is_pool:
            parts.append(_band_line(box, is_horizontal=is_horizontal))
        band = (
            Box(box.left, box.top, box.left + BAND, box.bottom)
            if is_horizontal
            else Box(box.left, box.top, box.right, box.top + BAND)
        )
        parts.append(_title(frame.label(language), band, is_turned=is_horizontal))
    own = f" dg-own-{colour}" if colour else ""
    return f'<g class="dg-frame{own}">{"".join(parts)}</g>'


def _band_line(box: Box, *, is_horizontal: bool) -> str:
    if is_horizontal:
        commands = f"M{number(box.left + BAND)} {number(box.top)}V{number(box.bottom)}"
    else:
        commands = f"M{number(box.left)} {number(box.top + BAND)}H{number(box.right)}"
    return path(commands, classes="dg-pool", paint=_PAINT)


def _title(name: str, band: Box, *, is_turned: bool) -> str:
    if not name:
        return ""
    length = band.height if is_turned else band.width
    words = fit(name, sizes=(12.0, 11.0, 10.0), width=length - 12, height=BAND - 2)
    turned = f' transform="rotate(-90 {number(band.x)} {number(band.y)})"' if is_turned else ""
    return written(words, x=band.x, top=band.y - words.height / 2, classes="dg-frame-name", turned=turned)


def _artifact(artifact: Artifact, page: Page, *, language: str) -> str:
    box = page.boxes[artifact.id]
    text = artifact.labels.in_language(language, default=artifact.text)
    parts = [_artifact_sign(artifact, box)]
    if artifact.kind == "textAnnotation":
        words = _note(text, box)
        parts.append(written(words, x=box.left + 6, top=box.top + 3, classes="dg-label", anchor="start"))
    elif artifact.kind != "group" and text:
        words = fit(text, sizes=(11.0,), width=max(90.0, box.width), height=28)
        parts.append(written(words, x=box.x, top=box.bottom + 3, classes="dg-label"))
    return f'<g class="dg-artifact">{"".join(parts)}</g>'


def _note(text: str, box: Box) -> Block:
    return fit(text or " ", sizes=(11.0, 10.0), width=max(20.0, box.width - 10), height=max(14.0, box.height - 4))


def _artifact_sign(artifact: Artifact, box: Box) -> str:
    left, top, right, bottom = (number(edge) for edge in box)
    if artifact.kind == "textAnnotation":
        return path(
            f"M{number(box.left + 8)} {top}H{left}V{bottom}H{number(box.left + 8)}", classes="dg-note", paint=_PAINT
        )
    if artifact.kind == "group":
        return rectangle(box, classes="dg-group", radius=10, paint=_PAINT)
    if artifact.kind == "dataStoreReference":
        rim = number(box.top + box.height * 0.15)
        arc = f"A{number(box.width / 2)} {number(box.height * 0.15)} 0 0"
        low = number(box.bottom - box.height * 0.15)
        commands = f"M{left} {rim}{arc} 1 {right} {rim}V{low}{arc} 1 {left} {low}ZM{left} {rim}{arc} 0 {right} {rim}"
        return path(commands, classes="dg-shape", paint=' fill="#fff" stroke="currentColor"')
    fold, edge = number(box.right - 10), number(box.top + 10)
    commands = f"M{left} {top}H{fold}L{right} {edge}V{bottom}H{left}ZM{fold} {top}V{edge}H{right}"
    return path(commands, classes="dg-shape", paint=' fill="#fff" stroke="currentColor"')
