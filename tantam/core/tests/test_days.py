"""Days as people type them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tantam.core.values.days import NotADay, NotATime, parse_day, parse_minute, parse_moment, write_day, write_moment

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("22/11/2026", date(2026, 11, 22)),
        (" 1/2/2026 ", date(2026, 2, 1)),
        ("03.04.2026", date(2026, 4, 3)),
        ("3-4-26", date(2026, 4, 3)),
        ("3 4 2026", date(2026, 4, 3)),
        ("22112026", date(2026, 11, 22)),
        ("221126", date(2026, 11, 22)),
        ("5/6", date(2026, 6, 5)),
        ("2026-11-02", date(2026, 11, 2)),
        ("7/3/58", date(1958, 3, 7)),
        ("29/2/2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_typed_with_the_day_first(typed, day):
    assert parse_day(typed, today=TODAY) == day


@pytest.mark.parametrize(
    "typed", ["", "31/2/2026", "11/22/2026", "2026-13-01", "1/1/0999", "1/1/2100", "mai", "22/11/2026x", "²/1/2026"]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(NotADay):
        parse_day(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("8", 480), ("8h", 480), ("8h30", 510), ("08:05", 485), ("17.30", 1050), ("24:00", 1440), ("8 giờ 30 phút", 510)],
)
def test_a_time_of_day_is_typed_in_any_of_the_usual_ways(typed, minute):
    assert parse_minute(typed) == minute


@pytest.mark.parametrize("typed", ["", "25", "24:01", "8:60", "8:3", "sáng", "-8"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(NotATime):
        parse_minute(typed)


def test_a_moment_without_a_day_is_today():
    assert write_moment(parse_moment("16h30", now=NOW)) == "22/11/2026 16:30"
    assert parse_moment("23/11 8:00", now=NOW) == datetime(2026, 11, 23, 8, tzinfo=NOW.tzinfo)
    assert parse_moment("2099-01-01T16:00", now=NOW) == datetime(2099, 1, 1, 16, tzinfo=NOW.tzinfo)


def test_a_day_alone_is_no_moment():
    with pytest.raises(NotATime):
        parse_moment("22/11/2026", now=NOW)
    with pytest.raises(NotATime):
        parse_moment("16", now=NOW)


def test_what_is_written_is_read_again():
    assert parse_day(write_day(date(2026, 2, 1)), today=TODAY) == date(2026, 2, 1)
    assert write_day(date(2026, 2, 1)) == "01/02/2026"
