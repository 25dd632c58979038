"""Signatures at the end of what somebody wrote: dashes, mail programs' lines, closings with a business card."""

import re

from . import reply_words as words
from .html_lines import SIGNATURE_MARK

DELIMITER = re.compile(r"^--[ \u00a0]?$")
DASHES = f"-—–_=*{SIGNATURE_MARK}"
LONE_DASH = re.compile(r"^\s*[—–]{1,3}\s*$")
CARD_LINES = 12  # lines a closing with its business card may take
CARD_WIDTH = 110  # characters; longer lines are sentences
BARE_DASHES = 15  # lines that may follow dashes without their space
FOOTER_LINES = 10
TAIL = 60  # lines from the end in which a closing or a footer is looked for; dashes count anywhere


def signature_lines(lines: list[str]) -> set[int]:
    """Which of these lines, one stretch of new text, are signature."""
    last = _last(lines, len(lines))
    for index in range(last):
        if last - index > TAIL and lines[index] != SIGNATURE_MARK and not DELIMITER.match(lines[index]):
            continue
        if _starts_signature(lines, index, last):
            return set(range(index, len(lines))) | _at_end(lines, index)
    return _at_end(lines, last)


def _at_end(lines: list[str], end: int) -> set[int]:
    """What else signs the text before ``end``."""
    found = _devices(lines, end)
    return found | _dashed_name(lines, [number for number in range(end) if number not in found])


def _last(lines: list[str], end: int) -> int:
    """One past the last line with words."""
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end


def _starts_signature(lines: list[str], index: int, last: int) -> bool:
    line = lines[index]
    if not line:
        return False
    if line.lstrip(" ")[:1] in DASHES and _is_drawn(lines, index, last):
        return True
    return len(line) <= 60 and _is_closing(line) and _is_card(lines, index + 1, last)


def _is_drawn(lines: list[str], index: int, last: int) -> bool:
    """Dashes or a rule that set off what follows."""
    line = lines[index]
    if line == SIGNATURE_MARK or line in ("-- ", "--\u00a0"):
        return True
    if DELIMITER.match(line):
        return _filled(lines, index + 1, last) <= BARE_DASHES
    if LONE_DASH.match(line):
        return _filled(lines, index + 1, last) <= FOOTER_LINES
    if words.RULE.match(line):
        following = words.fold(" ".join(lines[index + 1 : index + 5]))
        return _filled(lines, index + 1, last) <= FOOTER_LINES and bool(words.LIST_FOOTER.search(following))
    return False


def _is_closing(line: str) -> bool:
    """A closing alone on its line, or with a name behind it."""
    found = words.CLOSING.match(words.fold(line))
    if found is None or found["name"] is None:
        return found is not None
    name = line.rstrip()[-len(found["name"].rstrip()) :]
    return all(word[:1].isupper() for word in name.split())


def _filled(lines: list[str], start: int, end: int) -> int:
    return sum(1 for line in lines[start:end] if line.strip())


def _is_card(lines: list[str], start: int, end: int) -> bool:
    """Only short lines follow, as on a business card, and no postscript."""
    if _filled(lines, start, end) > CARD_LINES:
        return False
    card = lines[start:end]
    return all(len(line) <= CARD_WIDTH and not words.POSTSCRIPT.match(words.fold(line[:40])) for line in card)


def _devices(lines: list[str], end: int) -> set[int]:
    """Lines a mail program adds by itself (``Sent from my iPhone``): each ends its paragraph, wherever it stands."""
    return {
        number
        for number in range(end)
        if (number + 1 == len(lines) or not lines[number + 1].strip())
        and len(lines[number]) <= 160
        and words.SENDS.match(lines[number])
        and _is_device(words.fold(lines[number]))
    }


def _is_device(line: str) -> bool:
    bare = re.sub(r"<[^<>]*>|\([^()]*\)|https?://\S+", "", words.EXCUSE.sub("", line)).strip()
    return len(bare.split()) <= 11 and any(pattern.match(bare) for pattern in words.DEVICES)


def _dashed_name(lines: list[str], kept: list[int]) -> set[int]:
    """``-Name`` alone on the last line, after a blank one, where dashes are not bullets."""
    filled = [n for n in kept if lines[n].strip()]
    if len(filled) < 2 or not words.DASHED_NAME.match(lines[filled[-1]]):
        return set()
    before = lines[filled[-1] - 1]
    bullets = sum(1 for n in filled if re.match(r"\s*[-–—]", lines[n]))
    return {filled[-1]} if bullets == 1 and not before.strip() else set()
