"""Real people do not belong into an example."""

from __future__ import annotations

import pytest

from tantam.process.rehearsal.inventing import Inventor, Personal

KNOWN = Personal(
    names=["Nghiêm Thị Hoà"],
    emails=["hoa@khach.example"],
    addresses=["25 Lê Lợi, Quận 1"],
    numbers=["+84912345678", "KH000123"],
)


def invented(text: str) -> str:
    return Inventor(KNOWN).text(text)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Tôi là Nghiêm Thị Hoà", ["Hoà", "Nghiêm"]),
        ("nghiêm thị hoà gọi lại giúp", ["nghiêm thị hoà"]),
        ("Chị Hoà ơi", ["Hoà"]),
        ("gọi 0912 345 678 hoặc 0987654321", ["0912", "0987654321"]),
        ("thư tới hoa@khach.example, binh.tran@gmail.com", ["hoa@", "binh.tran"]),
        ("giao tới 25 Lê Lợi, Quận 1 nhé", ["Lê Lợi"]),
        ("nhà em ở 120/5 đường Nguyễn Trãi, phường 7", ["Nguyễn Trãi", "120/5"]),
        ("xe 51F-123.45 của anh Trần Văn Tuấn", ["51F", "Tuấn"]),
        ("số tài khoản 19036789012345", ["19036789012345"]),
        ("CCCD 079201001234, mã KH000123", ["079201001234", "KH000123"]),
        ("em tên là Lê Bích Ngọc", ["Bích", "Ngọc"]),
    ],
)
def test_what_names_somebody_is_gone(text, gone) -> None:
    found = invented(text)
    assert [one for one in gone if one in found] == [], found


@pytest.mark.parametrize(
    "text",
    [
        "Máy sạc không lên, đơn 2 chiếc, giá 1.250.000 ₫",
        "Cho hỏi giá bảo hành 12 tháng, mua ngày 20/11/2026",
        "hoà tiền hay hoàn tiền cũng được",
        "Anh Quốc có giao không?",
        "hàng bị vỡ 3/4, còn 1 cái",
    ],
)
def test_what_the_process_decides_by_stays(text) -> None:
    assert invented(text) == text


def test_the_same_is_replaced_by_the_same_and_it_is_said_by_what() -> None:
    inventor = Inventor(KNOWN)
    said = inventor.value({"noi_dung": "0987654321, gọi 0987 654 321", "khac": ["098 765 4321", 5, None]})
    assert said == {"noi_dung": "0900 000 001, gọi 0900 000 001", "khac": ["0900 000 001", 5, None]}
    assert inventor.by_sort() == {"phone": ["0900 000 001"]}


def test_what_was_invented_is_not_invented_again() -> None:
    inventor = Inventor(KNOWN)
    once = inventor.text("Nghiêm Thị Hoà, 0912345678, x@y.vn, 25 Lê Lợi, Quận 1")
    assert inventor.text(once) == once
