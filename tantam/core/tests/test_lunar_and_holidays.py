from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tantam.core.values.holidays import Plan, Swap, public_holidays
from tantam.core.values.lunar import (
    CHINA,
    LunarDate,
    NoSuchLunarDate,
    leap_month,
    occurs_on,
    tet,
    to_lunar,
    to_solar,
)

TET_2000_TO_2050 = """
2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-17 2008-02-07 2009-01-26
2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05
2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13
2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24
2040-02-12 2041-02-01 2042-01-22 2043-02-10 2044-01-30 2045-02-17 2046-02-06 2047-01-26 2048-02-14 2049-02-02
2050-01-23
"""


@pytest.mark.parametrize("day", TET_2000_TO_2050.split())
def test_tết_falls_on_its_published_day(day):
    assert tet(int(day[:4])) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("vietnam", "china"),
    [
        ("1985-01-21", "1985-02-20"),
        ("2007-02-17", "2007-02-18"),
        ("2030-02-02", "2030-02-03"),
        ("2053-02-18", "2053-02-19"),
    ],
)
def test_vietnam_and_china_part_in_the_known_years(vietnam, china):
    year = int(vietnam[:4])
    assert tet(year) == date.fromisoformat(vietnam)
    assert tet(year, zone_hours=CHINA) == date.fromisoformat(china)


@pytest.mark.parametrize(
    ("year", "month"),
    [(1985, 2), (1987, 7), (2004, 2), (2006, 7), (2017, 6), (2020, 4), (2023, 2), (2025, 6), (2026, None), (2033, 11)],
)
def test_leap_months(year, month):
    assert leap_month(year) == month


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        ("2024-09-17", LunarDate(2024, 8, is_leap=False, day=15)),
        ("2025-08-01", LunarDate(2025, 6, is_leap=True, day=8)),
        ("2026-02-16", LunarDate(2025, 12, is_leap=False, day=29)),
        ("2026-04-26", LunarDate(2026, 3, is_leap=False, day=10)),
    ],
)
def test_known_days_in_both_directions(day, lunar):
    assert to_lunar(date.fromisoformat(day)) == lunar
    assert to_solar(lunar) == date.fromisoformat(day)


@given(st.dates(date(1900, 2, 1), date(2199, 12, 31)), st.sampled_from([7, 8]))
def test_both_directions_are_inverse_and_days_follow_each_other(day, zone_hours):
    lunar = to_lunar(day, zone_hours=zone_hours)
    following = to_lunar(day + timedelta(days=1), zone_hours=zone_hours)
    assert to_solar(lunar, zone_hours=zone_hours) == day
    assert following.day == lunar.day + 1 or (following.day == 1 and lunar.day in {29, 30})
    assert following > lunar


@pytest.mark.parametrize(
    "lunar",
    [
        LunarDate(2026, 6, is_leap=True, day=1),
        LunarDate(2026, 13, is_leap=False, day=1),
        LunarDate(2026, 1, is_leap=False, day=0),
        LunarDate(2026, 1, is_leap=False, day=31),
        LunarDate(3000, 1, is_leap=False, day=1),
    ],
)
def test_a_day_that_is_not_in_the_calendar_is_refused(lunar):
    with pytest.raises(NoSuchLunarDate):
        to_solar(lunar)


def test_a_death_day_on_the_thirtieth_falls_on_the_last_day_of_a_short_month():
    assert occurs_on(12, 30, year=2025) == date(2026, 2, 16)


def kept(year: int, kind: str, **options: Any) -> list[str]:
    return [f"{day.on:%d/%m} {day.key}" for day in public_holidays(year, **options).days if day.kind == kind]


def test_the_holidays_of_2026_with_the_swapped_days_as_announced():
    assert kept(2026, "public") == [
        *("01/01 new_year", "16/02 tet", "17/02 tet", "18/02 tet", "19/02 tet", "20/02 tet", "26/04 hung_kings"),
        *("30/04 reunification", "01/05 labour", "01/09 national", "02/09 national", "24/11 culture"),
    ]
    assert kept(2026, "in_lieu") == ["27/04 hung_kings"]
    assert kept(2026, "swapped") == ["02/01 new_year", "31/08 national"]
    assert public_holidays(2026).worked == (date(2026, 1, 10), date(2026, 8, 22))


def test_days_in_lieu_of_2024_and_2023_as_they_were():
    assert kept(2024, "in_lieu") == ["13/02 tet", "14/02 tet"]
    assert kept(2023, "in_lieu") == [
        *("02/01 new_year", "25/01 tet", "26/01 tet", "02/05 hung_kings", "03/05 reunification", "04/09 national"),
    ]


def test_culture_day_begins_in_2026():
    assert "24/11 culture" not in kept(2025, "public")
    assert "24/11 culture" in kept(2027, "public")


def test_a_business_that_works_on_saturday_gets_a_day_in_lieu_for_sundays_only():
    assert kept(2026, "in_lieu", rest_days=(6,)) == ["27/04 hung_kings"]
    assert kept(2027, "in_lieu", rest_days=(6,)) == ["10/02 tet"]


def test_a_business_may_decide_its_own_days():
    plan = Plan(
        tet_days_before=3,
        national_other=date(2027, 9, 1),
        swaps=(Swap(date(2027, 4, 29), worked_on=date(2027, 5, 8), key="reunification"),),
    )
    year = public_holidays(2027, plan=plan)
    assert date(2027, 2, 3) in year.dates
    assert date(2027, 9, 3) not in year.dates
    assert year.worked == (date(2027, 5, 8),)


def test_a_day_in_lieu_says_so_in_both_languages():
    day = next(day for day in public_holidays(2026).days if day.kind == "in_lieu")
    assert (day.name(), day.name("en")) == (
        "Giỗ Tổ Hùng Vương (nghỉ bù)",
        "Hùng Kings' Commemoration Day (day off in lieu)",
    )


def test_a_business_without_a_working_day_gets_nothing_in_lieu():
    assert kept(2026, "in_lieu", rest_days=range(7)) == []


@pytest.mark.parametrize("year", range(2000, 2100))
def test_every_year_has_its_eleven_or_twelve_days_each_once(year):
    days = public_holidays(year).days
    assert len({day.on for day in days}) == len(days)
    assert sum(day.kind == "public" for day in days) == (12 if year >= 2026 else 11)
