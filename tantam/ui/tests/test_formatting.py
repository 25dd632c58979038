"""What values look like in both languages."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tantam.ui.values import clocks, formatting, naming

NOW = datetime(2026, 11, 22, 2, 12, tzinfo=UTC)
HANOI = timezone(timedelta(hours=7))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("amount", "vi", "en"),
    [
        (1_290_000, "1.290.000 ₫", "1,290,000 ₫"),
        (0, "0 ₫", "0 ₫"),
        (-50_000, "-50.000 ₫", "-50,000 ₫"),
        (None, "–", "–"),
    ],
)
def test_money_is_whole_dong_with_its_languages_separators(amount, vi, en):
    assert plain(formatting.money(amount)) == vi
    assert plain(formatting.money(amount, language="en")) == en


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(14_200_000, "14,2 tr"), (2_000_000, "2 tr"), (3_450_000_000, "3,5 tỷ"), (950, "950"), (999_999, "1.000 ng")],
)
def test_short_money_keeps_one_place_where_it_tells_something(amount, shown):
    assert plain(formatting.money_short(amount)) == shown


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (7_800, "2 giờ 10 phút", "2 h 10 min"),
        (42, "42 giây", "42 s"),
        (125, "2 phút", "2 min"),
        (86_400, "1 ngày", "1 day"),
        (2 * 86_400 + 3_600, "2 ngày 1 giờ", "2 days 1 h"),
        (86_400 + 300, "1 ngày", "1 day"),
        (0, "0 giây", "0 s"),
        (-60, "1 phút", "1 min"),
        (None, "–", "–"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units(seconds, vi, en):
    assert plain(formatting.duration(seconds)) == vi
    assert plain(formatting.duration(seconds, language="en")) == en


def test_days_are_cut_in_the_business_zone():
    late = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert plain(formatting.moment(late, zone=HANOI)) == "23/11/2026 01:30"
    assert plain(formatting.moment(late, language="en", zone=HANOI)) == "23 Nov 2026 01:30"
    assert formatting.day(date(2026, 1, 5)) == "05/01/2026"


@pytest.mark.parametrize(
    ("back", "vi", "en"),
    [
        (timedelta(seconds=59), "vừa xong", "just now"),
        (timedelta(minutes=5), "5 phút trước", "5 min ago"),
        (timedelta(hours=26), "1 ngày trước", "1 day ago"),
        (timedelta(minutes=-12), "12 phút nữa", "in 12 min"),
    ],
)
def test_relative_times_look_both_ways(back, vi, en):
    assert plain(formatting.relative(NOW - back, now=NOW)) == vi
    assert plain(formatting.relative(NOW - back, now=NOW, language="en")) == en


def test_a_list_shows_the_shortest_clear_time():
    shown = [
        formatting.list_time(moment, now=NOW, zone=HANOI)
        for moment in (NOW, NOW - timedelta(days=1), NOW - timedelta(days=4), NOW - timedelta(days=400))
    ]
    assert shown == ["09:12", "Hôm qua", "18/11", "18/10/2025"]


def test_yesterday_in_utc_may_be_today_in_hanoi():
    morning = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    assert formatting.list_time(morning, now=NOW, zone=HANOI) == "00:30"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842438251234", "024 3825 1234"),
        ("+842363123456", "0236 312 3456"),
        ("+6561234567", "+6561234567"),
        ("19000000", "19000000"),
    ],
)
def test_phones_are_shown_as_they_are_said(stored, shown):
    assert plain(formatting.phone(stored)) == shown


def test_files_and_shares():
    assert plain(formatting.file_size(1_440_000)) == "1,4 MB"
    assert plain(formatting.file_size(34_100)) == "34 KB"
    assert formatting.percent(0.934) == "93%"
    assert formatting.percent(621 / 622) == "99,8%"
    assert formatting.percent(621 / 622, language="en", places=1) == "99.8%"
    assert formatting.percent(0.9999999) == ">99,99%"
    assert formatting.percent(1.13) == "113%"
    assert formatting.percent(None) == "–"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Trần Đặng Ngọc Ánh", "NÁ"), ("Bảo", "B"), ("Công ty TNHH Ưu Việt", "ƯV"), ("", "?"), ("Lê (Hà)", "L")],
)
def test_initials_are_those_a_vietnamese_name_is_called_by(name, letters):
    assert naming.initials(name) == letters


def test_a_name_always_has_the_same_colour():
    assert naming.hue("Phạm Quốc Bảo") == naming.hue("Phạm Quốc Bảo")
    assert {naming.hue(f"Khách {number}") for number in range(200)} == set(range(naming.HUES))


def test_a_clock_turns_and_speaks():
    due = NOW + timedelta(minutes=12)
    assert clocks.state(due, now=NOW) == "soon"
    assert clocks.state(due, now=NOW - timedelta(hours=1)) == "ok"
    assert clocks.state(due, now=due + timedelta(seconds=1)) == "overdue"
    assert clocks.state(due, now=NOW, paused=True) == "paused"
    assert clocks.state(due, now=NOW, done=due) == "met"
    assert plain(clocks.words(due, now=NOW, at="soon", language="vi")) == "còn 12 phút"
    late = due + timedelta(minutes=3)
    assert clocks.state(due, now=NOW, done=late) == "missed"
    assert plain(clocks.words(due, now=NOW, at="missed", language="en", done=late)) == "3 min late"


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (None, "–", "–"),
        (0, "0 giây", "0 s"),
        (90, "1 phút", "1 min"),
        (7_800, "2 giờ 10 phút", "2 h 10 min"),
        (86_400, "24 giờ", "24 h"),
        (90_060, "25 giờ 1 phút", "25 h 1 min"),
        (360_000 + 600, "100 giờ", "100 h"),
        (4_464_000, "1.240 giờ", "1,240 h"),
    ],
)
def test_working_time_is_never_said_in_days(seconds, vi, en):
    said = [formatting.working_time(seconds, language=language).replace("\u00a0", " ") for language in ("vi", "en")]
    assert said == [vi, en]
