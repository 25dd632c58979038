"""Wall-clock times of a zone as instants, clock changes included. Instants are microseconds since 1970 in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_SECONDS = 86_400
SECOND = 1_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant_of(at: datetime) -> int:
    """Microseconds since 1970 of an aware time; raises `ValueError` for one without an offset."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    return (at - _EPOCH) // _MICROSECOND


def local_time(instant: int, *, zone: ZoneInfo) -> datetime:
    """The time in a zone at an instant."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone)


def wall_instant(day: date, *, seconds: int, zone: ZoneInfo) -> int:
    """The instant at which a zone's clocks show so many seconds since a day's midnight (beyond 86,400 on the next day).

    Of a time shown twice the first; for a time that is skipped the moment of the change itself.
    """
    wall = datetime.combine(day, time()) + timedelta(seconds=seconds)
    instant = instant_of(wall.replace(tzinfo=zone))
    if local_time(instant, zone=zone).replace(tzinfo=None) == wall:
        return instant
    return _change(instant_of(wall.replace(tzinfo=zone, fold=1)), instant, zone=zone)


def _change(early: int, late: int, *, zone: ZoneInfo) -> int:
    """The instant between two at which the zone's offset changes."""
    offset = local_time(early, zone=zone).utcoffset()
    while late - early > SECOND:
        middle = early + (late - early) // (2 * SECOND) * SECOND
        if local_time(middle, zone=zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late


@dataclass(frozen=True)
class ZoneYear:
    """The days of a year in a zone: the instant of each midnight, and the days (by place) on which clocks change."""

    midnights: list[int]
    changing: frozenset[int]


@lru_cache(maxsize=512)
def zone_year(zone: ZoneInfo, year: int) -> ZoneYear:
    """The midnights of a year in a zone, that after its last day included."""
    first = date(year, 1, 1)
    days = (date(year, 12, 31) - first).days + 1
    midnights = [wall_instant(first + timedelta(days=place), seconds=0, zone=zone) for place in range(days)]
    midnights.append(wall_instant(date(year, 12, 31), seconds=DAY_SECONDS, zone=zone))
    changing = {
        place
        for place in range(days)
        if midnights[place + 1] - midnights[place] != DAY_SECONDS * SECOND
        or _offset_at_noon(midnights[place], zone) != local_time(midnights[place], zone=zone).utcoffset()
    }
    return ZoneYear(midnights, frozenset(changing))


def _offset_at_noon(midnight: int, zone: ZoneInfo) -> timedelta | None:
    return local_time(midnight + DAY_SECONDS * SECOND // 2, zone=zone).utcoffset()
