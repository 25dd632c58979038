"""The pills on the corner of a step: how many stand here, how many late, how many failed; a tick when done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tantam.process.drawing.geometry import Box, around, touches
from tantam.process.drawing.icons import EXCLAMATION, TICK
from tantam.process.drawing.mark import Mark
from tantam.process.drawing.markup import path, rectangle, written
from tantam.process.drawing.text import block, text_width

HEIGHT = 17.0
_SIZE = 11.0
_GAP = 3.0
_OVERHANG = 7.0
_LIFT = 3.5  # mostly outside, so that the name and the icon stay free


@dataclass(frozen=True, slots=True)
class Pill:
    """One badge: a text or a sign, and its class."""

    kind: str
    text: str = ""
    sign: str = ""

    @property
    def width(self) -> float:
        """A circle for a sign or one digit, longer for more."""
        return max(HEIGHT, text_width(self.text, _SIZE) + 10)


def pills(mark: Mark) -> list[Pill]:
    """The badges a mark asks for."""
    found = []
    if mark.change:
        found.append(Pill(mark.verdict or "alike", mark.change))
    if mark.count:
        found.append(Pill("count", _short(mark.count)))
    if mark.overdue:
        found.append(Pill("late", _short(mark.overdue)))
    if mark.incidents:
        found.append(Pill("incident", f"! {_short(mark.incidents)}"))
    if not found and mark.state == "done":
        found.append(Pill("done", sign=TICK))
    if not found and mark.state == "overdue":
        found.append(Pill("late", sign=EXCLAMATION))
    return found


def row_box(found: Sequence[Pill], *, host: Box, pieces: Sequence[Box], taken: Sequence[Box]) -> Box:
    """Where the row of badges goes: the first corner free of lines (`pieces`) and of what is there (`taken`)."""
    width = sum(pill.width for pill in found) + _GAP * (len(found) - 1)
    candidates = _corners(host, width)
    for box in candidates:
        room = box.grown(1)
        if not touches(room, pieces) and not any(room.overlaps(other) for other in taken):
            return box
    return candidates[0]


def drawn(found: Sequence[Pill], box: Box) -> list[str]:
    """The badges in their row."""
    parts = []
    left = box.left
    for pill in found:
        own = Box(left, box.top, left + pill.width, box.bottom)
        parts.append(rectangle(own, classes=f"dg-pill dg-pill-{pill.kind}", radius=HEIGHT / 2))
        if pill.sign:
            turned = f' transform="translate({own.x:.1f} {own.y:.1f})" fill="none"'
            parts.append(path(pill.sign, classes=f"dg-pill-sign dg-pill-text-{pill.kind}", paint=turned))
        else:
            words = block((pill.text,), size=_SIZE)
            parts.append(
                written(words, x=own.x, top=own.y - words.height / 2, classes=f"dg-pill-text dg-pill-text-{pill.kind}")
            )
        left += pill.width + _GAP
    return parts


def _corners(host: Box, width: float) -> list[Box]:
    right = host.right + _OVERHANG - width / 2
    left = host.left - _OVERHANG + width / 2
    above, below = host.top - _LIFT, host.bottom + _LIFT
    return [around(x, y, width=width, height=HEIGHT) for y in (above, below) for x in (right, left)]


def _short(number: int) -> str:
    """Up to 9999 in full, above in thousands."""
    return str(number) if number < 10_000 else f"{number // 1000}k"
