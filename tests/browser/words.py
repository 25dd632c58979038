"""The interface's words in either language, from the catalogue, so that one walk is walked in both."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polib

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "vi" / "LC_MESSAGES" / "django.po"
LEAST_LETTERS = 4


@cache
def _vietnamese() -> dict[str, str]:
    return {entry.msgid: entry.msgstr or entry.msgstr_plural.get(0, "") for entry in polib.pofile(str(CATALOGUE))}


def word(english: str, *, language: str) -> str:
    """The words of the interface for an English message id, as they stand on the page. Raises KeyError."""
    return _vietnamese()[english] if language == "vi" else english


def left_in_english(shown: set[str]) -> list[str]:
    """Texts of a Vietnamese page that are message ids whose translation reads otherwise."""
    said = set(_vietnamese().values())
    return sorted(
        text
        for text in shown
        if sum(letter.isalpha() for letter in text) >= LEAST_LETTERS
        and text in _vietnamese()
        and _vietnamese()[text] != text
        and text not in said
    )
