"""The pills on the corner of a step: how many stand here, how many late, how many failed; a tick when done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tantam.process.drawing.geometry import Box, around, touches
from tantam.process.drawing.icons import EXCLAMATION, TICK
from tantam.process.drawing.mark import Aside, Mark
from tantam.process.drawing.markup import path, rectangle, written
from tantam.process.drawing.text import block, text_width

HEIGHT = 17.0
_SIZE = 11.0
_GAP = 3.0
_OVERHANG = 7.0
_LIFT = 3.5  # mostly outside, so that the name and the icon stay free
#: How far the figure stands from the left where a sign goes before it.
_SIGN_WIDTH = 16.0
#: The sign of each way to do a step otherwise: a leap over it, two ways at once, round again, one more.
KEYS: Final[dict[Aside, str]] = {
    "skipped": "M-4.5 3C-4 -3 3 -3.5 4.5 1.5M4.5 -2V1.7H1",
    "moved": "M-4.5 -2H4.5M2.3 -4.2L4.5 -2L2.3 0.2M4.5 2.7H-4.5M-2.3 0.5L-4.5 2.7L-2.3 4.9",
    "repeated": "M4.1 -2.1A4.6 4.6 0 1 0 4.6 0.9M4.4 -4.9V-1.9H1.4",
    "extra": "M0 -3.9V3.9M-3.9 0H3.9",
}


@dataclass(frozen=True, slots=True)
class Pill:
    """One badge: a sign, a text or both, and its class."""

    kind: str
    text: str = ""
    sign: str = ""

    @property
    def width(self) -> float:
        """A circle for a sign or one digit, longer for more."""
        if self.sign and self.text:
            return _SIGN_WIDTH + text_width(self.text, _SIZE) + 6
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
    found += [Pill(kind, _short(count), KEYS[kind]) for kind, count in mark.asides if count]
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
        start = own.left
        if pill.sign:
            turned = f' transform="translate({own.left + HEIGHT / 2:.1f} {own.y:.1f})" fill="none"'
            parts.append(path(pill.sign, classes=f"dg-pill-sign dg-pill-text-{pill.kind}", paint=turned))
            start += _SIGN_WIDTH - 6
        if pill.text:
            words = block((pill.text,), size=_SIZE)
            x = (start + own.right) / 2
            classes = f"dg-pill-text dg-pill-text-{pill.kind}"
            parts.append(written(words, x=x, top=own.y - words.height / 2, classes=classes))
        left += pill.width + _GAP
    return parts


def key(kind: Aside) -> str:
    """The badge of a kind without a figure, as a picture of its own for the legend."""
    box = Box(1, 1, 1 + HEIGHT, 1 + HEIGHT)
    inner = "".join(drawn([Pill(kind, sign=KEYS[kind])], box))
    return f'<svg class="dg dg-key" viewBox="0 0 19 19" width="19" height="19" aria-hidden="true">{inner}</svg>'


def _corners(host: Box, width: float) -> list[Box]:
    right = host.right + _OVERHANG - width / 2
    left = host.left - _OVERHANG + width / 2
    above, below = host.top - _LIFT, host.bottom + _LIFT
    return [around(x, y, width=width, height=HEIGHT) for y in (above, below) for x in (right, left)]


def _short(number: int) -> str:
    """Up to 9999 in full, above in thousands."""
    return str(number) if number < 10_000 else f"{number // 1000}k"
