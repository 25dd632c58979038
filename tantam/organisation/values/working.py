"""When a person works: their shifts on the wall clock of their calendar, over midnight too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

#: Weekday (Monday is 0), beginning and end in minutes after midnight; an end at or before the beginning is tomorrow's.
ShiftRow = Sequence[int]


def is_on_shift(shifts: Sequence[ShiftRow], local: datetime, *, is_closed: Callable[[date], bool]) -> bool:
    """Whether one of these shifts goes on at a local time. A shift belongs to the day on which it begins: where that
    day is closed it does not take place, and it does not stop at the midnight before a closed one.

    Shifts are of the wall clock: where clocks change, they begin and end at the hour that the clock shows.
    """
    minute, today = local.hour * 60 + local.minute, local.date()
    begun_today = any(_holds_today(row, minute) for row in shifts if row[0] == today.weekday())
    if begun_today and not is_closed(today):
        return True
    before = today - timedelta(days=1)
    goes_on = any(row[2] <= row[1] and minute < row[2] for row in shifts if row[0] == before.weekday())
    return goes_on and not is_closed(before)


def _holds_today(row: ShiftRow, minute: int) -> bool:
    _weekday, begins, ends = row
    return begins <= minute and (minute < ends or ends <= begins)
