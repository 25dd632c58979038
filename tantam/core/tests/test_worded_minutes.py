"""Lengths of working time as people type them."""

from __future__ import annotations

import pytest

from tantam.core.values.worded_minutes import parse_minutes


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("30", 30), ("45 phút", 45), ("45p", 45), ("2 giờ", 120), ("2 giờ 30", 150), ("2 giờ 30 phút", 150),
        ("1h30", 90), ("8 hours", 480), ("1 hour 5 min", 65), ("24 Tiếng", 1440), ("0", 0),
    ],
)  # fmt: skip
def test_what_people_type(typed, minutes):
    assert parse_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "  ", "mau", "-5", "3 ngày", "1.5", "9" * 40, "30 30"])
def test_what_is_no_length(typed):
    assert parse_minutes(typed) is None
