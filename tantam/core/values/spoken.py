"""Words in a text however they are marked: "nguyen" in "Nguyễn", without folding the text first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from tantam.core.values.text import fold

#: Where Unicode keeps the Latin letters with marks.
_LATIN = (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))


@lru_cache(maxsize=64)
def any_of(words: frozenset[str]) -> re.Pattern[str]:
    """What finds these folded words, each as a whole, in any letter case and with any marks, in text that is NFC.

    It finds what stands among the words of the folded text, eight times as fast as folding the text.
    """
    spelt = ("".join(_as_letter(char) for char in word) for word in sorted(words))
    return re.compile(rf"\b(?:{'|'.join(spelt) or '(?!)'})\b")


def one_after_other(words: Sequence[str]) -> str:
    """A pattern of PostgreSQL (`~*`) for these folded words, whole, one behind the other, with any marks."""
    spelt = ("".join(_as_letter(char) for char in word) for word in words)
    return rf"\m{r'[^[:alnum:]]+'.join(spelt)}\M"


def _as_letter(char: str) -> str:
    return f"[{_forms()[char]}]" if char in _forms() else re.escape(char)


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    return _gathered((fold(chr(code)), chr(code)) for code in _LATIN)


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for folded, char in pairs:
        if len(folded) == 1:
            forms[folded] = forms.get(folded, "") + char
    return forms
