"""What the worker does for the desk."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tantam.cases.actions import (
    break_overdue_promises,
    carry_on_bulk,
    forget_bulk,
    forget_deeds,
    forget_views,
    hand_out_waiting,
    hold_overtaken,
    let_leave,
    notice_clocks,
    reckon_open_cases,
    reroute_absent,
)
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


@every(seconds=60)
def give_to_who_is_there(now: datetime) -> None:
    """What waits for nobody in particular, or for somebody on leave, goes to whoever is at work by now."""
    hand_out_waiting(now=now)
    reroute_absent(now=now)


@every(seconds=3600)
def forget(now: datetime) -> None:
    """What can no longer be taken back is kept no longer: deeds, and what was deleted or done long ago."""
    while forget_deeds(now=now):
        pass
    forget_views(now)
    forget_bulk(now=now)


@every(seconds=1, lane="leaving")
def leaving(now: datetime) -> None:
    """Send what was sent off and is due; what waits longer does not wait past an answer of the customer."""
    hold_overtaken(now=now)
    while let_leave(now=now):
        pass


@every(seconds=1, lane="bulk")
def work_off_bulk(now: datetime) -> None:
    """Go on with what was begun for many tickets: a batch of each run after the other, on the clock of each batch."""
    while carry_on_bulk(now=now):
        now = timezone.now()
