from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tantam.core.values.durations import (
    Duration,
    NotADuration,
    compact,
    human,
    parse_duration,
    parse_iso,
    parse_seconds,
    to_iso,
)
from tantam.core.values.money import NotMoney, format_vnd, parse_vnd, short_vnd


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1tr290", 1_290_000),
        ("1tr29", 1_290_000),
        ("1tr2", 1_200_000),
        ("500k", 500_000),
        ("1.290k", 1_290_000),
        ("1.290.000đ", 1_290_000),
        ("₫1,290,000", 1_290_000),
        ("1,290,000 VND", 1_290_000),
        ("1290000", 1_290_000),
        ("12,9 triệu", 12_900_000),
        ("12.9tr", 12_900_000),
        ("1 triệu 290 nghìn", 1_290_000),
        ("1 triệu rưỡi", 1_500_000),
        ("2 tỷ 3", 2_300_000_000),
        ("500 ngàn đồng", 500_000),
        ("-5k", -5_000),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_type_them(typed, amount):
    assert parse_vnd(typed) == amount


@pytest.mark.parametrize(
    "typed", ["", "đ", "abc", "12.5", "1tr5tr", "1.2.3", "5 k 5 k", "999999999tỷ", "1.29.000", "--5"]
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(NotMoney):
        parse_vnd(typed)


def test_amounts_are_written_in_both_languages():
    assert (format_vnd(1_290_000), format_vnd(1_290_000, language="en")) == ("1.290.000 ₫", "₫1,290,000")
    assert (format_vnd(-500), format_vnd(-500, language="en")) == ("-500 ₫", "-₫500")


def test_amounts_for_tight_places():
    assert [short_vnd(amount) for amount in (500, 500_000, 12_900_000, 999_999, 1_250_000_000)] == [
        *("500 ₫", "500 k", "12,9 tr", "1 tr", "1,25 tỷ"),
    ]
    assert short_vnd(12_900_000, language="en") == "₫12.9M"


@given(st.integers(-(10**14), 10**14))
def test_an_amount_survives_being_written_and_read(amount):
    assert parse_vnd(format_vnd(amount)) == parse_vnd(format_vnd(amount, language="en")) == amount


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT2H10M", 7_800),
        ("P1D", 86_400),
        ("P2W", 1_209_600),
        ("P1DT2H", 93_600),
        ("PT0.5H", 1_800),
        ("PT1,5M", 90),
        ("-PT5M", -300),
        ("PT0S", 0),
    ],
)
def test_iso_durations_are_read(text, seconds):
    assert parse_iso(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "P1M", "P1Y", "PT1H30", "1H", "PT-5M", "P" + "9" * 50 + "D", "PT5M\n5"]
)
def test_what_is_no_duration_of_fixed_length_is_refused(text):
    with pytest.raises(NotADuration):
        parse_iso(text)


@pytest.mark.parametrize(
    ("text", "months", "seconds"),
    [("P1Y2M", 14, 0), ("P1M", 1, 0), ("P1M2DT3H", 1, 183_600), ("P2W", 0, 1_209_600), (" PT30M ", 0, 1_800)],
)
def test_months_are_kept_apart_from_what_has_a_fixed_length(text, months, seconds):
    assert parse_duration(text) == Duration(months=months, seconds=seconds)
    assert parse_seconds(text) == (None if months else seconds)


@pytest.mark.parametrize("text", ["-PT5M", "+PT5M", "P", "PT", "P1.5M", "P0.5Y", "PT٣M", "R3/PT1H", "P1X", ""])
def test_what_cannot_be_waited_for_is_no_duration(text):
    assert (parse_duration(text), parse_seconds(text)) == (None, None)


def test_a_month_later_is_the_same_day_or_the_last_one_of_a_shorter_month():
    start = datetime(2026, 1, 31, 8, 0, tzinfo=UTC)
    assert Duration(months=1).after(start) == datetime(2026, 2, 28, 8, 0, tzinfo=UTC)
    assert Duration(months=13, seconds=60).after(start) == datetime(2027, 2, 28, 8, 1, tzinfo=UTC)
    with pytest.raises((OverflowError, ValueError)):
        Duration(months=120_000).after(start)


@given(st.integers(-(10**9), 10**9))
def test_a_duration_survives_being_written_and_read(seconds):
    assert parse_iso(to_iso(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "vi", "en", "short_vi", "short_en"),
    [
        (0, "0 phút", "0 min", "0p", "0m"),
        (45, "45 giây", "45 s", "45s", "45s"),
        (90, "1 phút", "1 min", "1p", "1m"),
        (7_800, "2 giờ 10 phút", "2 h 10 min", "2g10", "2h10"),
        (11_100, "3 giờ 5 phút", "3 h 5 min", "3g05", "3h05"),
        (3_600, "1 giờ", "1 h", "1g", "1h"),
        (183_600, "2 ngày 3 giờ", "2 d 3 h", "2n3g", "2d3h"),
        (-7_800, "2 giờ 10 phút", "2 h 10 min", "2g10", "2h10"),
    ],
)
def test_lengths_of_time_in_words(seconds, vi, en, short_vi, short_en):
    assert (human(seconds), human(seconds, language="en")) == (vi, en)
    assert (compact(seconds), compact(seconds, language="en")) == (short_vi, short_en)
