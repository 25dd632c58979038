"""The repetitions of a timer: which comes next, and which are over.

A repeating interval counts by ISO 8601 (2004, 4.5): `R5/2026-01-01T08:00/P1D` are the five repetitions from that begin,
at which days they are does not depend on when somebody begins to wait. So:

- **Begun before anybody waited** (a start published later, a step entered later): those before are over. They never
  fire and count among the five; what is left comes at its own time. Where all are over, a start begins nothing, an
  event at the edge of a step or of an event sub-process is not awaited, and an event in the flow (or after a gateway)
  lets go at once, as a date that is over does: the token would stand there for ever.
- **Missed while nothing worked**, or while the worker was behind: what has come due fires once, however often it came
  round meanwhile; the other times are over and count. Three days of standing still end in one reminder, not in
  seventy-two at once, and the next one comes in its old beat. A start says how many it missed (`Firing.missed`).
- **Without a begin** (`R5/P1D`) the first interval begins when somebody begins to wait.
- A window (08:00–20:00) moves a repetition to its opening; those that fall on the same opening are one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tantam.core.values.durations import Duration
from tantam.core.values.instants import parse_instant
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.days import FARTHEST_DAYS, Days
from tantam.process.engine.graph import TimerRule
from tantam.process.engine.state import Host

#: The shortest month, as a bound of how often an interval fits into a time.
_SHORTEST_MONTH = timedelta(days=28)
#: How many days of the calendar a cycle by days may have missed.
_MOST_DAYS = 20_000
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Repetition:
    """When it comes, and which it is: 1 is the first."""

    due: datetime
    number: int


def first_repetition(rule: TimerRule, host: Host) -> Repetition | None:
    """The first that is still to come for who begins to wait now; None where all are over.

    Raises Stuck where the times are out of range, or the business never opens.
    """
    if rule.days is not None:
        return Repetition(on_day(rule.days, host.now, host), 1)
    if not rule.instant:
        return _found(rule, host.now, host.now + _INSTANT, host, first=1)
    found = _found(rule, _begin(rule), host.now, host, first=0)
    return found and Repetition(found.due, found.number + 1)


def next_repetition(rule: TimerRule, last: datetime, host: Host) -> Repetition | None:
    """The one behind `last`, which has come, that is still to come; None where all are over.

    Its number counts from the begin where the rule has one, else from the one at `last`. Raises Stuck.
    """
    behind = max(last, host.now) + _INSTANT
    if rule.days is not None:
        return _by_days(rule.days, last, host)
    if not rule.instant:
        return _found(rule, last, behind, host, first=1)
    found = _found(rule, _begin(rule), behind, host, first=0)
    return found and Repetition(found.due, found.number + 1)


def left_after(rule: TimerRule, found: Repetition, *, left: int) -> int:
    """How often a cycle of which `left` times were left (-1: for ever) fires after the one found; -2 where that one is
    no longer among them."""
    if left < 0:
        return -1
    is_counted_from_begin = bool(rule.instant) and rule.repeats >= 0
    # what is left of a cycle is kept where a new version draws another
    rest = min(left - 1, rule.repeats - found.number) if is_counted_from_begin else left - found.number
    return rest if rest >= 0 else -2


def last_repetition(rule: TimerRule, host: Host) -> datetime | None:
    """The very last one; None where there is none, or nobody can say without waiting."""
    if rule.kind != "cycle" or not rule.instant or rule.repeats < 0:
        return None
    return _guarded(lambda: _at(rule, _begin(rule), rule.repeats - 1, host))


def _begin(rule: TimerRule) -> datetime:
    begin = parse_instant(rule.instant)
    if begin is None:
        raise Stuck("timer_without_value")
    return begin


def _found(rule: TimerRule, base: datetime, not_before: datetime, host: Host, *, first: int) -> Repetition | None:
    """The first of the times `base` + k intervals, k from `first`, that is not before a time."""
    low, high = first, max(first, _most(rule, base, not_before))
    if rule.instant and 0 <= rule.repeats <= high:
        high = rule.repeats  # one behind the last
    while low < high:
        middle = (low + high) // 2
        if _is_before(rule, base, middle, not_before, host):
            low = middle + 1
        else:
            high = middle
    if rule.instant and 0 <= rule.repeats <= low:
        return None
    return Repetition(_guarded(lambda: _at(rule, base, low, host)), low)


def _most(rule: TimerRule, base: datetime, until: datetime) -> int:
    """A number of intervals that surely reaches to a time: none is shorter than in plain time."""
    shortest = rule.months * _SHORTEST_MONTH + timedelta(seconds=rule.seconds)
    return max(0, (until - base) // shortest + 1)


def _is_before(rule: TimerRule, base: datetime, number: int, until: datetime, host: Host) -> bool:
    try:
        return _at(rule, base, number, host) < until
    except (OverflowError, ValueError):
        return False  # beyond the calendar


def _at(rule: TimerRule, base: datetime, number: int, host: Host) -> datetime:
    start = Duration(months=rule.months * number).after(base) if rule.months else base
    due = host.due(start, rule.seconds * number, business=rule.is_business) if number else start
    return due if rule.window is None else into_window(due.astimezone(host.zone), rule.window)


def _guarded(reckon: Callable[[], datetime]) -> datetime:
    try:
        return reckon()
    except (OverflowError, ValueError) as error:
        raise Stuck("timer_out_of_range") from error


def _by_days(days: Days, last: datetime, host: Host) -> Repetition:
    due = last
    for number in range(1, _MOST_DAYS):
        due = on_day(days, due, host)
        if due > host.now:
            return Repetition(due, number)
    raise Stuck("timer_out_of_range")


def on_day(days: Days, after: datetime, host: Host) -> datetime:
    """The first of the days whose hour comes after `after`; Stuck where none ever does."""
    local = after.astimezone(host.zone)
    for count in range(FARTHEST_DAYS):
        day = local.date() + timedelta(days=count)
        due = datetime.combine(day, time(days.minute // 60, days.minute % 60), tzinfo=host.zone)
        if due > after and (days.names(day) or (days.is_working and _opens(due, host))):
            return due
    raise Stuck("timer_without_value")


def _opens(at: datetime, host: Host) -> bool:
    """Whether the business opens at all on that day."""
    midnight = at.replace(hour=0, minute=0)
    try:
        return host.due(midnight, 1, business=True).astimezone(host.zone).date() == at.date()
    except (OverflowError, ValueError) as error:
        raise Stuck("timer_out_of_range") from error


def into_window(due: datetime, window: tuple[int, int]) -> datetime:
    """`due`, or the next opening of the window if it falls outside (a window may span midnight)."""
    opens, closes = window
    minute = due.hour * 60 + due.minute
    is_inside = opens <= minute < closes if opens < closes else minute >= opens or minute < closes
    if is_inside:
        return due
    opening = due.replace(hour=opens // 60, minute=opens % 60, second=0, microsecond=0)
    return opening if opening >= due else opening + timedelta(days=1)
