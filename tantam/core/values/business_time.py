"""Working time: when a calendar is open, how much working time lies between two instants, when some has passed.

An opening is a half-open span of wall-clock time in the calendar's zone; a clock change inside it makes it longer or
shorter by what really passes. Everything is exact to the microsecond. Each local year is laid out once as instants
with running sums; after that a question costs two binary searches.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from itertools import accumulate
from zoneinfo import ZoneInfo

from tantam.core.values.wall_time import DAY_SECONDS, SECOND, instant_of, local_time, wall_instant, zone_year

Opening = tuple[str | time, str | time]
"""An opening and a closing time: `("08:00", "12:00")`. Closing at or before opening means on the next day."""

_Span = tuple[int, int]

_HORIZON_YEARS = 100


class NeverOpen(ValueError):
    """The calendar does not open enough within a hundred years of the start."""


@dataclass(frozen=True)
class _Year:
    """The openings of a local year as instants, ascending and apart, and the working time before each of them."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int

    def worked_until(self, instant: int) -> int:
        """Working time of the year that has passed at an instant."""
        place = bisect_right(self.starts, instant) - 1
        if place < 0:
            return 0
        return self.before[place] + min(instant, self.ends[place]) - self.starts[place]


@dataclass(frozen=True)
class Calendar:
    """When a team works: a weekly plan, days closed and days with hours of their own, in one time zone.

    `weekly` maps 0 (Monday) … 6 to openings, `special_days` dates to openings that replace the day's plan and stand
    above `holidays`. An opening past midnight belongs to the day on which it begins. `"24:00"` closes at the day's end.
    Raises `ValueError` for a malformed time and `ZoneInfoNotFoundError` for an unknown zone.
    """

    zone: str
    weekly: Mapping[int, Sequence[Opening]]
    holidays: Collection[date] = frozenset()
    special_days: Mapping[date, Sequence[Opening]] = field(default_factory=dict)
    _tz: ZoneInfo = field(init=False, repr=False, compare=False)
    _week: tuple[tuple[_Span, ...], ...] = field(init=False, repr=False, compare=False)
    _special: dict[int, tuple[_Span, ...]] = field(init=False, repr=False, compare=False)
    _is_overnight: bool = field(init=False, repr=False, compare=False)
    _years: dict[int, _Year] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not set(self.weekly) <= set(range(7)):
            raise ValueError("days of the week are 0 (Monday) to 6 (Sunday)")
        week = tuple(_spans(self.weekly.get(weekday, ())) for weekday in range(7))
        special = {day.toordinal(): _spans(openings) for day, openings in self.special_days.items()}
        closed = {day.toordinal(): () for day in self.holidays}
        plans = (*week, *special.values())
        object.__setattr__(self, "_tz", ZoneInfo(self.zone))
        object.__setattr__(self, "_week", week)
        object.__setattr__(self, "_special", closed | special)
        object.__setattr__(self, "_is_overnight", any(end > DAY_SECONDS for plan in plans for _, end in plan))

    def due(self, start: datetime, seconds: int) -> datetime:
        """The first instant at which that much working time has passed since `start`, in the calendar's zone.

        With `seconds` below zero the last instant from which that much passes until `start`; with zero `start` itself.
        Raises `NeverOpen` where the calendar does not open enough within a hundred years.
        """
        if seconds == 0:
            return start.astimezone(self._tz)
        first_year = _aware(start).astimezone(self._tz).year
        target = self._year(first_year).worked_until(instant_of(start)) + seconds * SECOND
        if seconds > 0:
            return self._at(self._forward(target, first_year))
        return self._at(self._backward(target, first_year))

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Whole seconds of working time from `start` to `end`; negative where `end` is before `start`."""
        if _aware(end) < _aware(start):
            return -self.seconds_between(end, start)
        first, last = start.astimezone(self._tz).year, end.astimezone(self._tz).year
        years_between = sum(self._year(year).total for year in range(first, last))
        worked = self._year(last).worked_until(instant_of(end)) - self._year(first).worked_until(instant_of(start))
        return (years_between + worked) // SECOND

    def is_open(self, at: datetime) -> bool:
        """Whether work is going on at an instant; at the closing time it is not."""
        year = self._year(_aware(at).astimezone(self._tz).year)
        instant = instant_of(at)
        place = bisect_right(year.starts, instant) - 1
        return place >= 0 and instant < year.ends[place]

    def next_open(self, at: datetime) -> datetime:
        """`at` itself where work is going on, else the next opening; raises `NeverOpen`. In the calendar's zone."""
        if self.is_open(at):
            return at.astimezone(self._tz)
        first_year = at.astimezone(self._tz).year
        for number in self._horizon(first_year):
            year = self._year(number)
            place = bisect_right(year.starts, instant_of(at))
            if place < len(year.starts):
                return self._at(year.starts[place])
        raise NeverOpen(f"no opening within {_HORIZON_YEARS} years of {at}")

    def _forward(self, target: int, first_year: int) -> int:
        """The first instant with `target` working time since the beginning of a year."""
        for number in self._horizon(first_year):
            year = self._year(number)
            if target <= year.total:
                place = bisect_right(year.before, target - 1) - 1
                return year.starts[place] + target - year.before[place]
            target -= year.total
        raise NeverOpen(f"not enough working time within {_HORIZON_YEARS} years")

    def _backward(self, target: int, first_year: int) -> int:
        """The last instant with `target` working time since the beginning of a year, which may be below zero."""
        for number in range(first_year, max(first_year - _HORIZON_YEARS, MINYEAR), -1):
            year = self._year(number)
            if 0 <= target < year.total:
                place = bisect_right(year.before, target) - 1
                return year.starts[place] + target - year.before[place]
            target += self._year(number - 1).total
        raise NeverOpen(f"not enough working time within {_HORIZON_YEARS} years")

    def _at(self, instant: int) -> datetime:
        return local_time(instant, zone=self._tz)

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            self._years[number] = self._laid_out(number)
        return self._years[number]

    def _laid_out(self, number: int) -> _Year:
        """All openings of a local year, as instants."""
        spans = self._instants(number)
        before = [0, *accumulate(end - start for start, end in spans)]
        total = before.pop()
        return _Year([start for start, _ in spans], [end for _, end in spans], before, total)

    def _instants(self, number: int) -> list[_Span]:
        layout = zone_year(self._tz, number)
        first = date(number, 1, 1).toordinal()
        open_on = self._day if self._is_overnight else self._plan
        spans: list[_Span] = []
        for place, midnight in enumerate(layout.midnights[:-1]):
            day = first + place
            if place in layout.changing:
                spans += self._across_change(day)
            else:
                spans += [(midnight + start * SECOND, midnight + end * SECOND) for start, end in open_on(day)]
        return spans

    def _across_change(self, ordinal: int) -> list[_Span]:
        """The openings of a day on which clocks change; one that is skipped whole is none."""
        day = date.fromordinal(ordinal)
        ends = [
            (wall_instant(day, seconds=start, zone=self._tz), wall_instant(day, seconds=end, zone=self._tz))
            for start, end in self._day(ordinal)
        ]
        return [(start, end) for start, end in ends if start < end]

    def _day(self, ordinal: int) -> tuple[_Span, ...]:
        """What is open between a day's midnights, the end of the evening before included, in seconds of the day."""
        tail = [(0, end - DAY_SECONDS) for _, end in self._plan(ordinal - 1) if end > DAY_SECONDS]
        return _merged([*tail, *((start, min(end, DAY_SECONDS)) for start, end in self._plan(ordinal))])

    def _plan(self, ordinal: int) -> tuple[_Span, ...]:
        special = self._special.get(ordinal)
        return self._week[(ordinal - 1) % 7] if special is None else special

    def _horizon(self, first_year: int) -> range:
        """The years in which an opening is looked for."""
        end = min(first_year + _HORIZON_YEARS, MAXYEAR)
        if any(self._week):
            return range(first_year, end)
        last_special = max((date.fromordinal(day).year for day in self._special), default=first_year)
        return range(first_year, min(end, last_special + 2))


def _spans(openings: Sequence[Opening]) -> tuple[_Span, ...]:
    """Openings of a day as seconds since its midnight, in order and joined; those past midnight end above a day."""
    spans = []
    for opens, closes in openings:
        start, end = _seconds(opens), _seconds(closes)
        if start == DAY_SECONDS:
            raise ValueError("an opening cannot begin at 24:00")
        spans.append((start, end if end > start else end + DAY_SECONDS))
    return _merged(spans)


def _merged(spans: Iterable[_Span]) -> tuple[_Span, ...]:
    """Spans in order, those that touch or overlap as one."""
    merged: list[_Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _seconds(clock: str | time) -> int:
    """Seconds since midnight of `"08:00"`, `"08:00:30"`, `"24:00"` or a `time`."""
    if clock == "24:00":
        return DAY_SECONDS
    at = time.fromisoformat(clock) if isinstance(clock, str) else clock
    return at.hour * 3600 + at.minute * 60 + at.second


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    return at
