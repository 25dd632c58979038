"""What the worker does for the desk."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions import break_overdue_promises, notice_clocks, reckon_open_cases
from tantam.core.registry import every


@every(seconds=5)
def watch_clocks(now: datetime) -> None:
    """Warn, mark what is late, take what was missed to the head."""
    while notice_clocks(now=now) or break_overdue_promises(now=now):
        pass


@every(seconds=5)
def follow_levels(now: datetime) -> None:
    """Let open tickets follow the service levels that were laid down for them as well."""
    while reckon_open_cases(now=now):
        pass
