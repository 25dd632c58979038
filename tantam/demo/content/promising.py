"""When what was promised today is due, whatever the hour now is, and how people say that time."""

from __future__ import annotations

from datetime import datetime, timedelta

from tantam.demo.content import moment

#: Nothing is promised for sooner: the sample shall not turn red while somebody looks around.
_AHEAD = timedelta(minutes=50)
_QUARTER = timedelta(minutes=15)
_FIRST = 14
_DESK_OPENS, _DESK_CLOSES = 8, 21


def promised_for(day: int, clock: str, *, now: datetime) -> datetime:
    """As written; where that has passed or is too near, a quarter of an hour that people would name instead.

    Promises that were written for different hours stay different, only what is written for 16:00 is due at 16:00, and
    what would fall into the night is for the next morning.
    """
    written = moment(day, clock, today=now.date())
    if written >= now + _AHEAD:
        return written
    place = (written.hour - _FIRST) * _QUARTER
    due = _next_quarter(now + _AHEAD) + place
    if due.hour == 16 and due.minute == 0:
        due += 3 * _QUARTER
    if _DESK_OPENS <= due.hour < _DESK_CLOSES:
        return due
    days = (due.date() - now.date()).days + (due.hour >= _DESK_CLOSES)
    return moment(days, f"{_DESK_OPENS:02d}:30", today=now.date()) + place


def _next_quarter(at: datetime) -> datetime:
    begun = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    return begun if begun == at else begun + _QUARTER


def in_words(due: datetime, *, said_at: datetime) -> str:
    """How an agent says the time: 15 giờ, 8 giờ 30 sáng mai, 15 giờ ngày 24/11."""
    clock = f"{due.hour} giờ {due.minute:02d}" if due.minute else f"{due.hour} giờ"
    days = (due.date() - said_at.date()).days
    if days == 0:
        return clock
    if days == 1:
        return f"{clock} {'sáng' if due.hour < 12 else 'chiều'} mai"
    return f"{clock} ngày {due.day}/{due.month}"
