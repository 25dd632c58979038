"""Who is called by @ in a note."""

from __future__ import annotations

import unicodedata

from tantam.cases.values.calling import Person, called_as, calls_in, composed

KHOI = Person(id=1, name="Phùng Bá Khôi", username="khoi")
UYEN = Person(id=2, name="Trịnh Thu Uyên", username="uyen")
LAN, LAN_TOO = Person(id=3, name="Lê Lan", username="lan"), Person(id=4, name="Lê Lan", username="lan2")
ALL = [KHOI, UYEN, LAN, LAN_TOO]


def _ids(text: str) -> list[int]:
    return [one.id for one in calls_in(composed(text), ALL)]


def test_a_full_name_a_username_and_one_without_marks_call():
    assert _ids("@Phùng Bá Khôi xem giúp, @uyen cũng vậy") == [1, 2]
    assert _ids("nhờ @phung ba khoi.") == [1]
    assert _ids(unicodedata.normalize("NFD", "nhờ @Phùng Bá Khôi")) == [1]


def test_the_place_is_that_of_the_words():
    text = "Đã hỏi @Trịnh Thu Uyên rồi"
    (call,) = calls_in(text, ALL)
    assert text[call.start : call.end] == "@Trịnh Thu Uyên"


def test_an_address_part_of_a_name_and_a_longer_word_call_nobody():
    assert _ids("gửi a@uyen.vn, khach@khoi") == []
    assert _ids("@Phùng Bá ơi") == []
    assert _ids("@khoiphuc") == []


def test_a_name_of_several_calls_by_username_only():
    assert _ids("@Lê Lan xem") == []
    assert _ids("@Lê Lan (lan2) xem, @lan nữa") == [4, 3]
    assert called_as(LAN_TOO, among=ALL) == "Lê Lan (lan2)"
    assert called_as(KHOI, among=ALL) == "Phùng Bá Khôi"


def test_what_is_called_as_offered_calls_that_person():
    for one in ALL:
        assert _ids(f"@{called_as(one, among=ALL)} ơi") == [one.id]
