"""Text that any file can hold: no control characters, composed letters, no word longer than a line."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Final
from unicodedata import normalize

from tantam.process.procedure.limits import LONGEST_TEXT

_BREAK: Final = "\u200b"  # a place where a long word may be broken
LONGEST_WORD: Final = 40
_ELLIPSIS: Final = "…"
#: What XML 1.0 cannot hold, with what turns the direction of the text around it and what is not seen at all.
_UNHOLDABLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff]"
)


def clean(text: str, *, most: int = LONGEST_TEXT, word: int = LONGEST_WORD) -> str:
    """`text` as a file can hold and a page can show it, cut at `most` characters; longer words than `word` letters may
    be broken."""
    held = _UNHOLDABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    held = normalize("NFC", held).strip()
    if len(held) > most:
        held = held[: most - 1].rstrip() + _ELLIPSIS
    return _long_words(word).sub(partial(_broken, most=word), held)


def clean_line(text: str, *, most: int = 300) -> str:
    """The same on one line."""
    return clean(" ".join(text.split()), most=most)


@cache
def _long_words(most: int) -> re.Pattern[str]:
    return re.compile(rf"\S{{{most + 1},}}")


def _broken(found: re.Match[str], *, most: int) -> str:
    word = found.group()
    return _BREAK.join(word[at : at + most] for at in range(0, len(word), most))
