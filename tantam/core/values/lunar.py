"""The Vietnamese lunar calendar, computed from the sun and the moon.

A month begins on the day of the new moon; the month that holds the winter solstice is the eleventh; a year of
thirteen months between two solstices has its leap month where the sun enters no new twelfth of its path ("trung khí").
Days are cut at Vietnam's time, UTC+7; the Chinese calendar cuts them at UTC+8 and differs now and then (Tết 1985).

Source of the method: Hồ Ngọc Đức, "Thuật toán tính âm lịch" (rules and their use for UTC+7); of the formulas:
Jean Meeus, "Astronomical Algorithms" (1991), chapters 47 (phases of the moon) and 24 (longitude of the sun), the
larger terms. Right for 1900–2199. Before 1968 calendars in Vietnam were cut at UTC+8: pass `zone_hours=8` there.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor, pi, radians, sin

VIETNAM, CHINA = 7, 8
"""Hours ahead of UTC at which the two calendars cut their days."""

_SYNODIC_MONTH = 29.530588853
_NEW_MOON_EPOCH = 2_415_020.75933
"""Julian date of the new moon of 1 January 1900, from which months are counted."""
_JULIAN_OF_ORDINAL = 1_721_425
"""Julian day number at noon of ordinal 0 of Python's calendar, plus one half day, so whole days subtract."""
_EARLIEST, _LATEST = 1800, 2200


class NoSuchLunarDate(ValueError):
    """The lunar year has no such month or day."""


@dataclass(frozen=True, order=True)
class LunarDate:
    """A day of the lunar calendar; a leap month comes after the month of its number."""

    year: int
    month: int
    is_leap: bool
    day: int

    def __str__(self) -> str:
        """`15/8` or `15/6 nhuận`."""
        return f"{self.day}/{self.month}" + (" nhuận" if self.is_leap else "")


def to_lunar(day: date, *, zone_hours: int = VIETNAM) -> LunarDate:
    """The lunar date of a day of the common calendar."""
    for year in (day.year, day.year - 1):
        for month, is_leap, first in reversed(_months(year, zone_hours)):
            if first <= day.toordinal():
                return LunarDate(year, month, is_leap, day.toordinal() - first + 1)
    raise NoSuchLunarDate(str(day))


def to_solar(lunar: LunarDate, *, zone_hours: int = VIETNAM) -> date:
    """The day of the common calendar of a lunar date; raises `NoSuchLunarDate`."""
    months = _months(lunar.year, zone_hours)
    for month, is_leap, first in months:
        if (month, is_leap) == (lunar.month, lunar.is_leap):
            day = date.fromordinal(first + lunar.day - 1)
            if lunar.day >= 1 and to_lunar(day, zone_hours=zone_hours) == lunar:
                return day
    raise NoSuchLunarDate(str(lunar))


def tet(year: int, *, zone_hours: int = VIETNAM) -> date:
    """The first day of the lunar year that begins in a year of the common calendar."""
    return date.fromordinal(_months(year, zone_hours)[0][2])


def leap_month(year: int, *, zone_hours: int = VIETNAM) -> int | None:
    """The number of the month that comes twice in a lunar year, `None` in a year of twelve."""
    return next((month for month, is_leap, _ in _months(year, zone_hours) if is_leap), None)


def occurs_on(month: int, day: int, *, year: int, zone_hours: int = VIETNAM) -> date:
    """The day in a lunar year on which a yearly occasion falls; the 30th falls on the 29th of a short month."""
    wanted = LunarDate(year, month, is_leap=False, day=day)
    try:
        return to_solar(wanted, zone_hours=zone_hours)
    except NoSuchLunarDate:
        if day != 30:
            raise
        return to_solar(LunarDate(year, month, is_leap=False, day=29), zone_hours=zone_hours)


@lru_cache(maxsize=1024)
def _months(year: int, zone_hours: int) -> tuple[tuple[int, bool, int], ...]:
    """The months of a lunar year as (number, is leap, ordinal of the first day), from Tết on."""
    if not _EARLIEST <= year <= _LATEST:
        raise NoSuchLunarDate(str(year))
    months = [*_from_eleventh(year - 1, zone_hours), *_from_eleventh(year, zone_hours)]
    first = next(place for place, (month, is_leap, _) in enumerate(months) if month == 1 and not is_leap)
    next_first = next(
        place for place, (month, is_leap, _) in enumerate(months[first + 1 :]) if (month, is_leap) == (11, False)
    )
    tail = [entry for entry in months[first + 1 + next_first :] if entry[0] in {11, 12}]
    return tuple(months[first : first + 1 + next_first] + tail)


def _from_eleventh(year: int, zone_hours: int) -> list[tuple[int, bool, int]]:
    """The months from the eleventh of a year up to, without it, the eleventh of the next."""
    start, end = _eleventh(year, zone_hours), _eleventh(year + 1, zone_hours)
    moon = _moon_of(start, zone_hours)
    firsts = [_new_moon(moon + count, zone_hours) for count in range((end - start + 15) // 29 + 1)]
    firsts = [first for first in firsts if first < end]
    leap = _leap_place([*firsts, end], zone_hours) if len(firsts) == 13 else len(firsts)
    return [((10 + place - (place >= leap)) % 12 + 1, place == leap, first) for place, first in enumerate(firsts)]


def _leap_place(firsts: list[int], zone_hours: int) -> int:
    """The first month after the eleventh during which the sun enters no new twelfth of its path."""
    twelfths = [_sun_twelfth(first, zone_hours) for first in firsts]
    return next(place for place in range(1, len(firsts) - 1) if twelfths[place] == twelfths[place + 1])


def _eleventh(year: int, zone_hours: int) -> int:
    """The ordinal of the first day of the month that holds the winter solstice of a year."""
    moon = _moon_of(date(year, 12, 31).toordinal(), zone_hours)
    first = _new_moon(moon, zone_hours)
    return _new_moon(moon - 1, zone_hours) if _sun_twelfth(first, zone_hours) >= 9 else first


def _moon_of(ordinal: int, zone_hours: int) -> int:
    """The number of the last new moon on or before a day."""
    moon = floor((ordinal + _JULIAN_OF_ORDINAL - _NEW_MOON_EPOCH) / _SYNODIC_MONTH) + 1
    while _new_moon(moon, zone_hours) > ordinal:
        moon -= 1
    return moon


@lru_cache(maxsize=8192)
def _new_moon(number: int, zone_hours: int) -> int:
    """The ordinal of the day, cut at a zone's midnight, of the new moon of a number since 1900."""
    return floor(_new_moon_at(number) + 0.5 + zone_hours / 24) - _JULIAN_OF_ORDINAL


def _new_moon_at(number: int) -> float:
    """Julian date (universal time) of a new moon: mean phase, its periodic terms, less the earth's slowing."""
    t = number / 1236.85
    mean = _NEW_MOON_EPOCH + _SYNODIC_MONTH * number + (0.0001178 - 0.000000155 * t) * t * t
    mean += 0.00033 * sin(radians(166.56 + (132.87 - 0.009173 * t) * t))
    sun = radians(359.2242 + 29.10535608 * number - (0.0000333 + 0.00000347 * t) * t * t)
    moon = radians(306.0253 + 385.81691806 * number + (0.0107306 + 0.00001236 * t) * t * t)
    latitude = radians(21.2964 + 390.67050646 * number - (0.0016528 + 0.00000239 * t) * t * t)
    return mean + _new_moon_terms(t, sun=sun, moon=moon, latitude=latitude) - _delta_t(t)


def _new_moon_terms(t: float, *, sun: float, moon: float, latitude: float) -> float:
    """Periodic terms in days by the anomalies of sun and moon and the moon's argument of latitude, in radians."""
    terms = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    terms += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    terms += 0.0104 * sin(2 * latitude) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    terms += 0.0004 * sin(2 * latitude + sun) - 0.0004 * sin(2 * latitude - sun)
    terms += -0.0006 * sin(2 * latitude + moon) + 0.0010 * sin(2 * latitude - moon) + 0.0005 * sin(2 * moon + sun)
    return terms


def _delta_t(t: float) -> float:
    """Dynamical less universal time in days, t in centuries since 1900."""
    if t < -11:
        return 0.001 + 0.000839 * t + 0.0002261 * t**2 - 0.00000845 * t**3 - 0.000000081 * t**4
    return -0.000278 + 0.000265 * t + 0.000262 * t**2


def _sun_twelfth(ordinal: int, zone_hours: int) -> int:
    """In which twelfth of its path, counted from the spring equinox, the sun is at the beginning of a day."""
    return floor(_sun_longitude(ordinal + _JULIAN_OF_ORDINAL - 0.5 - zone_hours / 24) / pi * 6)


def _sun_longitude(julian: float) -> float:
    """The sun's apparent longitude in radians, 0 to 2π, at a Julian date."""
    t = (julian - 2_451_545.0) / 36_525
    anomaly = radians(357.52910 + 35_999.05030 * t - 0.0001559 * t * t - 0.00000048 * t**3)
    centre = (1.914600 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    mean = 280.46645 + 36_000.76983 * t + 0.0003032 * t * t
    aberration_and_nutation = -0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))
    return radians(mean + centre + aberration_and_nutation) % (2 * pi)
