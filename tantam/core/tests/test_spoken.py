"""Words are found in a text with and without their marks, as among the words of the folded text."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.core.values.spoken import any_of
from tantam.core.values.text import fold, nfc

LETTERS = "aAàĂẵâbcdDđĐeÊễghiỊnNñçoỏÔộơỠuưỰyỹ019_ -.,@/’ß"


def found(text: str, *words: str) -> list[str]:
    return any_of(frozenset(words)).findall(text)


def test_a_word_is_found_however_it_is_marked_and_written():
    assert found("Chị NGUYỄN, chị Nguyên và nguyen", "nguyen") == ["NGUYỄN", "Nguyên", "nguyen"]
    assert found("Đơn hàng đã đến", "don", "da") == ["Đơn", "đã"]


def test_a_part_of_a_word_is_not_the_word():
    assert found("Nguyễnx xNguyễn nguyen_van", "nguyen") == []


def test_nothing_is_asked_for_and_nothing_found():
    assert found("Nguyễn") == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(st.text(LETTERS, max_size=40), st.sets(st.text("abcdeghinouy019_", min_size=1, max_size=3), max_size=3))
def test_it_finds_what_stands_among_the_words_of_the_folded_text(text, words):
    text = nfc(text)
    among = [word for word in re.findall(r"\w+", fold(text)) if word in words]
    assert [fold(word) for word in found(text, *words)] == among
