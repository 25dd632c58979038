"""The interface writes a number, a sign and a tone in one way only, whoever wrote the page."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[1]
#: “12 %”, “%(share)s %%”: the sign stands at its number in both languages.
APART = re.compile(r"(?:\d|\)s|\)d|\}\})[ \u00a0]%(?!\()")
#: “hóa”, “ủy”: here the tone stands on the second vowel, “hoá”, “uỷ”; names of people keep theirs.
OLD_TONES = re.compile(
    r"(?<!\w)(?!Hòa\b)(?:(?!q)[b-zđ])*[òóỏõọ][ae](?!\w)|(?<!\w)(?!q)[b-zđ]*[ùúủũụ]y(?!\w)", re.IGNORECASE
)


def _texts(language: str) -> list[str]:
    entries = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    return [said for one in entries for said in (one.msgid, one.msgstr, *one.msgstr_plural.values())]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_percentage_stands_at_its_number(language: str) -> None:
    assert [text for text in _texts(language) if APART.search(text)] == []


def test_templates_write_no_percentage_apart() -> None:
    pages = [*ROOT.glob("tantam/*/templates/**/*.html")]
    assert len(pages) > 100
    assert [page.name for page in pages if re.search(r"\}\}(?: |&nbsp;)%(?!\})", page.read_text())] == []


def test_a_tone_stands_on_the_second_vowel() -> None:
    entries = polib.pofile(str(ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"))
    said = [text for one in entries for text in (one.msgstr, *one.msgstr_plural.values())]
    assert {found.group() for text in said for found in OLD_TONES.finditer(text)} == set()


@pytest.mark.parametrize(
    ("text", "is_old"), [("khóa", True), ("khoá", False), ("ủy", True), ("quý", False), ("tùy", True)]
)
def test_what_counts_as_an_old_tone(text: str, is_old: bool) -> None:
    assert bool(OLD_TONES.search(text)) is is_old
