"""Whom a remark names."""

from __future__ import annotations

import pytest

from tantam.process.values.addressing import named_in

PEOPLE = {
    1: ("Lê Thị An", "an.le"),
    2: ("Lê Thị An Nhiên", "nhien"),
    3: ("Trần Văn Bình", "tvb"),
    4: ("Phạm Hoà Bình", "hoa-binh"),
}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Lê Thị An xem giúp", {1}),
        ("@le thi an nhien, nhé", {2}),
        ("@An.Le và @nhiên", {1, 2}),
        ("@Bình xem", set()),  # two are called so: neither is guessed
        ("@hoà-bình", {4}),
        ("mail an@nhien.example", set()),
        ("@Anh ơi", set()),
        ("Lê Thị An", set()),
    ],
)
def test_a_name_behind_the_sign_is_meant(text, meant) -> None:
    assert named_in(text, PEOPLE) == meant
