import json
import os
from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tantam.core.values.business_time import Calendar, NeverOpen

HANOI = "Asia/Ho_Chi_Minh"
OFFICE = {weekday: [("08:00", "12:00"), ("13:30", "17:30")] for weekday in range(5)}
CORPORA = Path(os.environ.get("TANTAM_CORPORA", Path(__file__).parents[3] / ".." / "shared" / "corpora"))
EXAMPLES = CORPORA / "sla" / "examples.json"


def examples() -> list[object]:
    if not EXAMPLES.exists():
        return [pytest.param(None, None, marks=pytest.mark.skip(reason="the test material is not on this machine"))]
    material = json.loads(EXAMPLES.read_text())
    return [pytest.param(material["plans"][case["plan"]], case) for case in material["cases"]]


@pytest.mark.parametrize(("plan", "case"), examples())
def test_every_example_of_the_test_material_is_right_to_the_second(plan, case):
    weekdays = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    calendar = Calendar(
        case["time_zone"],
        {weekdays.index(day): openings for day, openings in plan.items()},
        holidays={date.fromisoformat(day) for day in case["holidays"]},
        special_days={date.fromisoformat(day): openings for day, openings in case["holiday_hours"].items()},
    )
    start = datetime.fromisoformat(case["start"])
    assert calendar.seconds_between(start, datetime.fromisoformat(case["end"])) == case["working_seconds_between"]
    assert calendar.due(start, case["seconds"]) == datetime.fromisoformat(case["due"])
    assert calendar.is_open(start) is case["in_working_hours"]
    assert calendar.next_open(start) == datetime.fromisoformat(case["next_working_time"])


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(HANOI))


def test_a_lunch_break_does_not_count():
    assert Calendar(HANOI, OFFICE).due(hanoi("2026-11-23 11:50"), 1800) == hanoi("2026-11-23 13:50")


def test_time_that_ends_at_closing_is_due_at_closing_not_at_the_next_opening():
    assert Calendar(HANOI, OFFICE).due(hanoi("2026-11-23 11:30"), 1800) == hanoi("2026-11-23 12:00")


def test_nothing_to_wait_for_is_due_at_once_even_when_closed():
    assert Calendar(HANOI, OFFICE).due(hanoi("2026-11-22 03:00"), 0) == hanoi("2026-11-22 03:00")


def test_the_answer_is_in_the_zone_of_the_calendar():
    due = Calendar(HANOI, OFFICE).due(datetime(2026, 11, 23, 1, tzinfo=UTC), 60)
    assert due.isoformat() == "2026-11-23T08:01:00+07:00"


def test_closing_time_itself_is_closed_and_opening_time_open():
    calendar = Calendar(HANOI, OFFICE)
    assert calendar.is_open(hanoi("2026-11-23 08:00"))
    assert not calendar.is_open(hanoi("2026-11-23 12:00"))
    assert calendar.next_open(hanoi("2026-11-23 12:00")) == hanoi("2026-11-23 13:30")


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    night = Calendar(HANOI, {0: [("22:00", "06:00")]}, holidays={date(2026, 11, 30)})
    assert night.seconds_between(hanoi("2026-11-23 00:00"), hanoi("2026-11-25 00:00")) == 8 * 3600
    assert night.is_open(hanoi("2026-11-24 05:59:59"))
    assert not night.is_open(hanoi("2026-12-01 05:00"))


def test_a_night_shift_runs_on_into_a_holiday():
    night = Calendar(HANOI, {0: [("22:00", "06:00")]}, holidays={date(2026, 11, 24)})
    assert night.due(hanoi("2026-11-23 22:00"), 5 * 3600) == hanoi("2026-11-24 03:00")


def test_a_night_shift_runs_over_new_year():
    night = Calendar(HANOI, {weekday: [("22:00", "06:00")] for weekday in range(7)})
    assert night.seconds_between(hanoi("2026-12-31 23:00"), hanoi("2027-01-01 05:00")) == 6 * 3600


def test_equal_opening_and_closing_times_are_a_whole_day_as_is_00_to_24():
    for opening in (("00:00", "00:00"), ("00:00", "24:00"), (time(0), time(0))):
        always = Calendar(HANOI, {weekday: [opening] for weekday in range(7)})
        assert always.due(hanoi("2026-11-22 10:00"), 10**6) == hanoi("2026-11-22 10:00") + timedelta(seconds=10**6)


def test_overlapping_openings_count_once():
    calendar = Calendar(HANOI, {0: [("08:00", "12:00"), ("11:00", "13:00"), ("13:00", "14:00")]})
    assert calendar.seconds_between(hanoi("2026-11-23 00:00"), hanoi("2026-11-24 00:00")) == 6 * 3600


def test_a_special_day_replaces_the_plan_and_stands_above_a_holiday():
    tet = date(2027, 2, 6)
    calendar = Calendar(HANOI, OFFICE, holidays={tet}, special_days={tet: [("09:00", "17:00")]})
    assert calendar.due(hanoi("2027-02-06 08:00"), 60) == hanoi("2027-02-06 09:01")


def test_a_special_day_without_openings_is_closed():
    calendar = Calendar(HANOI, OFFICE, special_days={date(2026, 11, 23): []})
    assert calendar.next_open(hanoi("2026-11-23 08:00")) == hanoi("2026-11-24 08:00")


def test_going_back_gives_the_latest_start():
    assert Calendar(HANOI, OFFICE).due(hanoi("2026-11-23 08:10"), -1200) == hanoi("2026-11-20 17:20")


def test_time_backwards_is_negative():
    calendar = Calendar(HANOI, OFFICE)
    assert calendar.seconds_between(hanoi("2026-11-23 09:00"), hanoi("2026-11-23 08:00")) == -3600


def test_fractions_of_a_second_are_kept():
    due = Calendar(HANOI, OFFICE).due(hanoi("2026-11-23 11:59:59.500000"), 1)
    assert due == hanoi("2026-11-23 13:30:00.500000")


def test_a_calendar_that_never_opens_says_so():
    never = Calendar(HANOI, {})
    with pytest.raises(NeverOpen):
        never.due(hanoi("2026-11-22 00:00"), 1)
    with pytest.raises(NeverOpen):
        never.next_open(hanoi("2026-11-22 00:00"))
    assert never.seconds_between(hanoi("2020-11-22 00:00"), hanoi("2026-11-22 00:00")) == 0


def test_more_time_than_a_century_holds_is_refused_soon():
    with pytest.raises(NeverOpen):
        Calendar(HANOI, {2: [("10:00", "10:45")]}).due(hanoi("2026-11-22 00:00"), 10**12)


@pytest.mark.parametrize("weekly", [{7: [("08:00", "12:00")]}, {0: [("8h", "12h")]}, {0: [("24:00", "06:00")]}])
def test_a_malformed_plan_is_refused(weekly):
    with pytest.raises(ValueError):  # noqa: PT011 (of three kinds, all of them ValueError)
        Calendar(HANOI, weekly)


def test_a_time_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        Calendar(HANOI, OFFICE).due(datetime(2026, 11, 23, 8), 60)  # noqa: DTZ001


def test_equal_plans_are_equal_calendars():
    assert Calendar(HANOI, OFFICE) == Calendar(HANOI, dict(OFFICE))
    assert Calendar(HANOI, OFFICE) != Calendar("UTC", OFFICE)


def test_a_question_takes_microseconds_even_over_years():
    calendar = Calendar(HANOI, OFFICE)
    start = hanoi("2026-11-23 09:00")
    calendar.due(start, 20_000_000)
    assert min(_took(calendar, start, 7_200) for _ in range(200)) < 0.0002  # measured 4 µs
    assert min(_took(calendar, start, 20_000_000) for _ in range(200)) < 0.0005


def _took(calendar: Calendar, start: datetime, seconds: int) -> float:
    begin = perf_counter()
    calendar.due(start, seconds)
    return perf_counter() - begin


# An oracle that knows no formula: it walks minute by minute and looks at the clock on the wall.

WINDOWS = {
    HANOI: datetime(2026, 12, 25, tzinfo=UTC),
    "Europe/Berlin": datetime(2026, 3, 24, tzinfo=UTC),
    "Europe/London": datetime(2026, 10, 20, tzinfo=UTC),
    "America/New_York": datetime(2026, 10, 27, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 4, 1, tzinfo=UTC),
    "Pacific/Apia": datetime(2011, 12, 26, tzinfo=UTC),
    "America/Santiago": datetime(2026, 9, 2, tzinfo=UTC),
}
DAYS = 10


@lru_cache
def latest_wall(zone: str) -> list[datetime]:
    """For each minute of the window, the latest time any wall clock has shown so far."""
    minutes = (WINDOWS[zone] + timedelta(minutes=count) for count in range(DAYS * 1440))
    shown = (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in minutes)
    return list(accumulate(shown, max))


def minute_of(wall: datetime, zone: str) -> int:
    return bisect_left(latest_wall(zone), wall)


def oracle(calendar: Calendar, start: int, end: int) -> int:
    """Working seconds between two seconds of the window, from the plan as written."""
    open_minutes = [False] * (DAYS * 1440)
    first = latest_wall(calendar.zone)[0].date()
    for day in (first + timedelta(days=count) for count in range(-1, DAYS + 2)):
        usual = () if day in calendar.holidays else calendar.weekly.get(day.weekday(), ())
        for opens, closes in calendar.special_days.get(day, usual):
            begin = datetime.combine(day, time.fromisoformat(str(opens)))
            finish = (
                datetime.combine(day, time.fromisoformat(str(closes)))
                if closes != "24:00"
                else begin.replace(hour=0, minute=0)
            )
            finish += timedelta(days=1) if finish <= begin or closes == "24:00" else timedelta()
            for minute in range(minute_of(begin, calendar.zone), minute_of(finish, calendar.zone)):
                open_minutes[minute] = True
    spans = ((minute * 60, minute * 60 + 60) for minute, is_open in enumerate(open_minutes) if is_open)
    return sum(max(0, min(end, stop) - max(start, begin)) for begin, stop in spans)


clock = st.builds(
    "{:02}:{:02}".format, st.one_of(st.integers(0, 4), st.integers(0, 23)), st.sampled_from([0, 0, 15, 30, 45, 59])
)
openings = st.lists(st.tuples(clock, st.one_of(clock, st.just("24:00"))), max_size=3)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    zone = draw(st.sampled_from(sorted(WINDOWS)))
    days = st.integers(0, DAYS).map(lambda count: WINDOWS[zone].date() + timedelta(days=count))
    return Calendar(
        zone,
        draw(st.dictionaries(st.integers(0, 6), openings, min_size=1)),
        holidays=draw(st.frozensets(days, max_size=2)),
        special_days=draw(st.dictionaries(days, openings, max_size=2)),
    )


seconds_in_window = st.integers(0, (DAYS - 1) * 86_400)


@settings(deadline=None)
@given(calendars(), seconds_in_window, seconds_in_window)
def test_working_time_is_what_the_clock_on_the_wall_says(calendar, one, other):
    start, end = sorted((one, other))
    begin = WINDOWS[calendar.zone]
    got = calendar.seconds_between(begin + timedelta(seconds=start), begin + timedelta(seconds=end))
    assert got == oracle(calendar, start, end)


@settings(deadline=None)
@given(calendars(), seconds_in_window, st.integers(-(10**6), 10**6))
def test_between_is_the_inverse_of_due_and_due_is_the_nearest_such_instant(calendar, at, seconds):
    assume(any(calendar.weekly.values()))
    start = WINDOWS[calendar.zone] + timedelta(seconds=at)
    try:
        due = calendar.due(start, seconds)
    except NeverOpen:
        return
    assert calendar.seconds_between(start, due) == seconds
    step = timedelta(microseconds=1) if seconds > 0 else timedelta(microseconds=-1)
    if seconds:
        assert abs(calendar.seconds_between(start, due - step)) == abs(seconds) - 1


@settings(deadline=None)
@given(calendars(), seconds_in_window, seconds_in_window, seconds_in_window)
def test_working_time_adds_up(calendar, first, second, third):
    a, b, c = (WINDOWS[calendar.zone] + timedelta(seconds=at) for at in (first, second, third))
    whole = calendar.seconds_between(a, c)
    assert calendar.seconds_between(a, b) + calendar.seconds_between(b, c) == whole == -calendar.seconds_between(c, a)


@settings(deadline=None)
@given(calendars(), seconds_in_window)
def test_the_next_opening_is_open_and_nothing_is_open_before_it(calendar, at):
    start = WINDOWS[calendar.zone] + timedelta(seconds=at)
    try:
        opening = calendar.next_open(start)
    except NeverOpen:
        return
    assert opening >= start
    assert calendar.is_open(opening)
    assert calendar.seconds_between(start, opening) == 0
    assert calendar.is_open(start) is (opening == start)
