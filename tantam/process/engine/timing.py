"""When a timer fires."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from tantam.core.values.durations import Duration, parse_duration
from tantam.core.values.instants import parse_instant
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.copying import Copy
from tantam.process.engine.days import FARTHEST_DAYS, Days
from tantam.process.engine.feel import FeelError, from_python, to_json, to_python
from tantam.process.engine.graph import TimerRule
from tantam.process.engine.state import Host, Id

#: How often a cycle that is behind its time fires to make up for it.
MOST_MISSED = 100


def due_at(rule: TimerRule, move: Copy, scope: Id | None = None) -> datetime:
    """The instant at which `rule` fires first when it is set now; Stuck where its formula gives none."""
    if rule.days is not None:
        return _on_day(rule.days, move.now, move.host)
    try:
        due = _instant(rule, move, scope) if rule.kind in ("instant", "formula") or rule.instant else _after(rule, move)
    except FeelError as error:
        raise Stuck.from_feel(error) from error
    except (OverflowError, ValueError) as error:
        raise Stuck("timer_out_of_range") from error
    return due if rule.window is None else _into_window(due.astimezone(move.host.zone), rule.window)


def next_due(rule: TimerRule, last: datetime, move: Copy) -> datetime:
    """When a cycle that was due at `last` is due again; Stuck where that is out of range.

    What was missed is made up for, but no more than MOST_MISSED times: a cycle of seconds that began years ago would
    otherwise be due for ever.
    """
    if rule.days is not None:
        return _on_day(rule.days, max(last, move.now - timedelta(days=MOST_MISSED)), move.host)
    try:
        last = _not_too_far_behind(rule, last, move.now)
        start = Duration(months=rule.months).after(last) if rule.months else last
        due = move.host.due(start, rule.seconds, business=rule.is_business)
    except (OverflowError, ValueError) as error:
        raise Stuck("timer_out_of_range") from error
    return due if rule.window is None else _into_window(due.astimezone(move.host.zone), rule.window)


def _not_too_far_behind(rule: TimerRule, last: datetime, now: datetime) -> datetime:
    if rule.months or not rule.seconds:
        return last
    missed = int((now - last).total_seconds()) // rule.seconds
    return last + timedelta(seconds=(missed - MOST_MISSED) * rule.seconds) if missed > MOST_MISSED else last


def _after(rule: TimerRule, move: Copy) -> datetime:
    start = Duration(months=rule.months).after(move.now) if rule.months else move.now
    return move.host.due(start, rule.seconds, business=rule.is_business)


def _instant(rule: TimerRule, move: Copy, scope: Id | None) -> datetime:
    if rule.formula is None:
        instant = parse_instant(rule.instant)
        if instant is None:
            raise Stuck("timer_without_value")
        return instant
    context = move.context(scope) if scope is not None else move.host.context()
    value = to_python(rule.formula(context, now=move.now))
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=move.host.zone)
    written = str(to_json(from_python(value)))  # durations as ISO 8601 text, as a person would write them
    duration = parse_duration(written)
    if duration is not None:
        start = Duration(months=duration.months).after(move.now)
        return move.host.due(start, duration.seconds, business=rule.is_business)
    instant = parse_instant(written)
    if instant is None:
        raise Stuck("timer_without_value")
    return instant


def _on_day(days: Days, after: datetime, host: Host) -> datetime:
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


def _into_window(due: datetime, window: tuple[int, int]) -> datetime:
    """`due`, or the next opening of the window if it falls outside (a window may span midnight)."""
    opens, closes = window
    minute = due.hour * 60 + due.minute
    is_inside = opens <= minute < closes if opens < closes else minute >= opens or minute < closes
    if is_inside:
        return due
    opening = due.replace(hour=opens // 60, minute=opens % 60, second=0, microsecond=0)
    return opening if opening >= due else opening + timedelta(days=1)
