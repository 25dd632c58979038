"""What the worker does for the figures."""

from __future__ import annotations

from datetime import datetime

from tantam.core.registry import every
from tantam.insight.actions import sum_up_days, sum_up_stale_days


@every(seconds=300)
def sum_up(now: datetime) -> None:
    """Sum up days that are over, a month at a time."""
    while sum_up_days(now=now):
        pass


@every(seconds=10)
def sum_up_anew(now: datetime) -> None:
    """Sum up anew what was changed in days that are over; until then such a day is read from its tickets."""
    while sum_up_stale_days():
        pass
