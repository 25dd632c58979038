"""How wide letters are in Be Vietnam Pro, semi-bold, in thousandths of the font size.

Semi-bold is the widest weight drawn, so lighter text always fits where this says it does.
A letter with diacritics is at most a hundredth wider than its base letter.
"""

from __future__ import annotations

from typing import Final
from unicodedata import east_asian_width, normalize

_BY_WIDTH: Final = {
    208: "'", 230: " \u00a0’`‘", 280: "lIij·", 320: ".:!,;", 367: '"', 401: "f", 415: "1r“|t”", 450: "()",
    482: "{}°J~[]", 508: "*z", 528: "\\s/", 564: "•<>", 584: "uk", 592: "vnxy^7", 605: "h?-", 612: "e×₫", 637: "cE+LF",
    652: "$ao", 664: "gS82bdpqZP", 677: "35Tđ", 698: "069–RB", 703: "Y€K", 725: "4_H", 745: "VUDN=", 758: "X&A",
    788: "CĐG",    828: "…QO#", 868: "%—", 879: "Mw", 895: "m", 1014: "@", 1039: "W", 1000: "→★", 880: "≤≥",
}  # fmt: skip
_MARKED: Final = 10
_UNKNOWN: Final = 760
_FULL_WIDTH: Final = 1050

WIDTHS: Final[dict[str, int]] = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}


def letter_width(letter: str) -> int:
    """Thousandths of the font size that one character takes; remembered for the next time."""
    width = WIDTHS.get(letter)
    if width is None:
        width = _unseen(letter)
        if len(WIDTHS) < 4096:  # whoever sends all of Unicode does not grow the table
            WIDTHS[letter] = width
    return width


def _unseen(letter: str) -> int:
    base = normalize("NFD", letter)[0]
    if base != letter and base in WIDTHS:
        return WIDTHS[base] + _MARKED
    if "\u0300" <= letter <= "\u036f":
        return 0
    return _FULL_WIDTH if east_asian_width(letter) in "WF" else _UNKNOWN
