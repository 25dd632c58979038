"""Text that fits: measuring, wrapping into balanced lines, shortening."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tantam.process.drawing.widths import letter_width

LINE_HEIGHT: Final = 1.25  # of the font size: Be Vietnam Pro needs 1.265 from the tip of Ẩ to the dot of ạ
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """Wrapped text: its lines, the font size in pixels, and the room it takes."""

    lines: tuple[str, ...]
    size: float
    width: float
    height: float

    @property
    def is_shortened(self) -> bool:
        """Whether something was left out at the end."""
        return bool(self.lines) and self.lines[-1].endswith(_ELLIPSIS)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """The width of `text` in pixels at a font size of `size` pixels."""
    return sum(map(letter_width, text)) * size / 1000


@lru_cache(maxsize=4096)
def wrap(text: str, *, size: float, width: float, most: int = 4) -> Block:
    """`text` in as few lines as `width` allows, about equally long; beyond `most` lines it ends in an ellipsis."""
    words = [piece for word in text.split(" ") if word for piece in _pieces(word, size=size, width=width)]
    lines = _greedy(words, size=size, width=width)
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(" ".join(lines[most - 1 :]), size=size, width=width)]
    elif len(lines) > 1:
        lines = _balanced(words, lines, size=size, width=width)
    return block(tuple(lines), size=size)


@lru_cache(maxsize=4096)
def fit(text: str, *, sizes: tuple[float, ...], width: float, height: float) -> Block:
    """`text` at the largest of `sizes` (falling) that fits the room with whole words; at the last it is shortened."""
    for size in sizes:
        found = wrap(text, size=size, width=width, most=99)
        if found.height <= height and not _is_cut(found, text):
            return found
    smallest = sizes[-1]
    return wrap(text, size=smallest, width=width, most=max(1, int(height / (smallest * LINE_HEIGHT))))


def _is_cut(found: Block, text: str) -> bool:
    """Whether a word had to be broken."""
    return "".join(found.lines).count(" ") + len(found.lines) > len(text.split(" "))


def block(lines: tuple[str, ...], *, size: float) -> Block:
    """Given lines as a block."""
    width = max((text_width(line, size) for line in lines), default=0.0)
    return Block(lines=lines, size=size, width=width, height=len(lines) * size * LINE_HEIGHT)


def _greedy(words: list[str], *, size: float, width: float) -> list[str]:
    space = text_width(" ", size)
    lines: list[str] = []
    used = 0.0
    for word in words:
        needed = text_width(word, size)
        if lines and used + space + needed <= width:
            lines[-1] += " " + word
            used += space + needed
        else:
            lines.append(word)
            used = needed
    return lines


def _balanced(words: list[str], lines: list[str], *, size: float, width: float) -> list[str]:
    """The same number of lines in the narrowest column, so that no word stands alone for nothing."""
    low, high, best = text_width(" ".join(words), size) / len(lines), width, lines
    for _ in range(4):
        middle = (low + high) / 2
        tried = _greedy(words, size=size, width=middle)
        if len(tried) == len(lines):
            high, best = middle, tried
        else:
            low = middle
    return best


def _pieces(word: str, *, size: float, width: float) -> list[str]:
    """A word wider than the column, cut where it must be."""
    if text_width(word, size) <= width:
        return [word]
    pieces, piece = [], ""
    for letter in word:
        if piece and text_width(piece + letter, size) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def _shortened(text: str, *, size: float, width: float) -> str:
    room, used, kept = width - text_width(_ELLIPSIS, size), 0.0, 0
    for letter in text:
        used += letter_width(letter) * size / 1000
        if used > room:
            break
        kept += 1
    return text[:kept].rstrip(" ,.;:") + _ELLIPSIS
