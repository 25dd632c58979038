"""Signatures at the end of what somebody wrote: dashes, mail programs' lines, closings with a business card."""

import re

from . import reply_words as words
from .html_text import SIGNATURE_MARK

DELIMITER = re.compile(r"^--[ \u00a0]?$")
LONE_DASH = re.compile(r"^\s*[—–]{1,3}\s*$")
CARD_LINES = 12  # lines a closing with its business card may take
CARD_WIDTH = 110  # characters; longer lines are sentences
FOOTER_LINES = 10
TAIL = 60  # lines from the end in which a closing or a footer is looked for; dashes count anywhere


def signature_lines(lines: list[str], folded: list[str]) -> set[int]:
    """Which of these lines (one stretch of new text; ``folded`` are the same lines folded) are signature."""
    last = _last(lines, len(lines))
    for index in range(last):
        if last - index > TAIL and lines[index] != SIGNATURE_MARK and not DELIMITER.match(lines[index]):
            continue
        if _starts_signature(lines, folded, index, last):
            return set(range(index, len(lines))) | _at_end(lines, folded, index)
    return _at_end(lines, folded, last)


def _at_end(lines: list[str], folded: list[str], end: int) -> set[int]:
    """What else signs the text before ``end``."""
    found = _devices(lines, folded, end)
    return found | _dashed_name(lines, [number for number in range(end) if number not in found])


def _last(lines: list[str], end: int) -> int:
    """One past the last line with words."""
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end


def _starts_signature(lines: list[str], folded: list[str], index: int, last: int) -> bool:
    line = lines[index]
    if not line:
        return False
    if line == SIGNATURE_MARK or DELIMITER.match(line):
        return True
    if LONE_DASH.match(line):
        return _filled(lines, index + 1, last) <= FOOTER_LINES
    if words.RULE.match(line):
        following = " ".join(folded[index + 1 : index + 5])
        return _filled(lines, index + 1, last) <= FOOTER_LINES and bool(words.LIST_FOOTER.search(following))
    return (
        len(line) <= 60 and words.CLOSING.match(folded[index]) is not None and _is_card(lines, folded, index + 1, last)
    )


def _filled(lines: list[str], start: int, end: int) -> int:
    return sum(1 for line in lines[start:end] if line.strip())


def _is_card(lines: list[str], folded: list[str], start: int, end: int) -> bool:
    """Only short lines follow, as on a business card, and no postscript."""
    if _filled(lines, start, end) > CARD_LINES:
        return False
    return all(len(lines[n]) <= CARD_WIDTH and not words.POSTSCRIPT.match(folded[n]) for n in range(start, end))


def _devices(lines: list[str], folded: list[str], end: int) -> set[int]:
    """Lines a mail program adds by itself (``Sent from my iPhone``), each alone, wherever they stand."""
    return {n for n in range(end) if lines[n].strip() and len(lines[n]) <= 160 and _is_device(folded[n])}


def _is_device(line: str) -> bool:
    found = words.DEVICE.match(line)
    if found is None:
        return False
    what = found["what"].strip()
    if words.SENT_FROM.match(line) and not what.endswith("phone."):
        return len(what.split()) <= 6
    bare = re.sub(r"<[^<>]*>|\([^()]*\)|https?://\S+", "", words.EXCUSE.sub("", what)).strip(" .!*_])")
    is_short = len(bare.split()) <= 9 and not re.search(r"[,;?]|\. ", bare)
    return is_short and words.DEVICE_WORD.search(what) is not None


def _dashed_name(lines: list[str], kept: list[int]) -> set[int]:
    """``-Name`` alone on the last line, after a blank one, where dashes are not bullets."""
    filled = [n for n in kept if lines[n].strip()]
    if len(filled) < 2 or not words.DASHED_NAME.match(lines[filled[-1]]):
        return set()
    before = lines[filled[-1] - 1]
    bullets = sum(1 for n in filled if re.match(r"\s*[-–—]", lines[n]))
    return {filled[-1]} if bullets == 1 and not before.strip() else set()
