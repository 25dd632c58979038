"""When a timer fires."""

from __future__ import annotations

from datetime import datetime

from tantam.core.values.durations import Duration, parse_duration
from tantam.core.values.instants import parse_instant
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.copying import Copy
from tantam.process.engine.cycles import first_repetition, into_window
from tantam.process.engine.feel import FeelError, from_python, to_json, to_python
from tantam.process.engine.graph import TimerRule
from tantam.process.engine.state import Id


def due_at(rule: TimerRule, move: Copy, scope: Id | None = None) -> datetime:
    """The instant at which `rule` fires first when it is set now; Stuck where its formula gives none.

    What is over fires now: a date that has passed, a cycle of which no repetition is to come.
    """
    if rule.kind == "cycle":
        found = first_repetition(rule, move.host)
        return found.due if found is not None else move.now
    try:
        due = _instant(rule, move, scope) if rule.kind in ("instant", "formula") else _after(rule, move)
    except FeelError as error:
        raise Stuck.from_feel(error) from error
    except (OverflowError, ValueError) as error:
        raise Stuck("timer_out_of_range") from error
    return due if rule.window is None else into_window(due.astimezone(move.host.zone), rule.window)


def set_now(rule: TimerRule, move: Copy, scope: Id | None = None) -> tuple[datetime | None, int | None]:
    """When a timer fires first that is set now, and how often after that (None: it is no cycle, -1: for ever). No time
    where it is a cycle of which all is over. Raises Stuck."""
    if rule.kind != "cycle":
        return due_at(rule, move, scope), None
    found = first_repetition(rule, move.host)
    if found is None:
        return None, 0
    return found.due, rule.repeats if rule.repeats < 0 else rule.repeats - found.number


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
