"""The interface's words in either language, from the catalogue, so that one walk is walked in both."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polib

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "vi" / "LC_MESSAGES" / "django.po"
LEAST_LETTERS = 4
PLACE = re.compile(r"%\(\w+\)[sd]")
#: English words that no Vietnamese text holds.
TELLING = {"and", "with", "your", "this", "from", "which", "have", "please", "ticket", "tickets", "version"}


@cache
def _vietnamese() -> dict[str, str]:
    return {entry.msgid: entry.msgstr or entry.msgstr_plural.get(0, "") for entry in polib.pofile(str(CATALOGUE))}


def word(english: str, *, language: str) -> str:
    """The words of the interface for an English message id, as they stand on the page. Raises KeyError."""
    return _vietnamese()[english] if language == "vi" else english


@cache
def _shapes() -> list[tuple[re.Pattern[str], str]]:
    """Message ids with places in them, as patterns of what an untranslated one would look like."""
    shapes = []
    for english, vietnamese in _vietnamese().items():
        pieces = PLACE.split(english)
        if len(pieces) > 1 and english != vietnamese and _letters("".join(pieces)) >= LEAST_LETTERS:
            shapes.append((re.compile(".+?".join(map(re.escape, pieces))), english))
    return shapes


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


#: “12 %”; in Vietnamese also “12.5%”, in English “12,5%”.
ILL_WRITTEN = {"vi": re.compile(r"\d\s%|\d\.\d{1,2}%"), "en": re.compile(r"\d\s%|\d,\d{1,2}%")}


def ill_written(shown: set[str], *, language: str) -> list[str]:
    """Texts with a percentage that is not written as the language writes it."""
    return sorted(text for text in shown if ILL_WRITTEN[language].search(text))


def left_in_english(shown: set[str]) -> list[str]:
    """Texts of a Vietnamese page that are message ids whose translation reads otherwise, or hold English words."""
    said = set(_vietnamese().values())
    return sorted(text for text in shown - said if _is_english(text))


def _is_english(text: str) -> bool:
    if _letters(text) < LEAST_LETTERS:
        return False
    if _vietnamese().get(text, text) != text or any(shape.fullmatch(text) for shape, _ in _shapes()):
        return True
    return " " in text and bool(TELLING & set(re.findall(r"[a-zđ]+", text.casefold())))
