"""What the worker does for the process room."""

from __future__ import annotations

import threading
import time
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from tantam.core.registry import alongside, every
from tantam.process.actions import (
    ask_moved,
    carry_on,
    carry_on_firings,
    deliver_messages,
    deliver_signals,
    end_set_aside,
    fire_due_starts,
    fire_due_timers,
    follow_subjects,
    give_answers,
    heal_calls,
    look_again_at_faults,
    look_at,
    look_at_conditions,
    look_at_starts,
    look_soon,
    mine,
    remind_reviewers,
    retry_due_incidents,
    roll_up_days,
    run_errands,
    work_off_load_run,
)

#: How many cases are looked at before the time is.
LOOKS = 20


@every(seconds=1, lane="timers")
def fire_timers(now: datetime) -> None:
    """Fire what has come due; due timers fire within seconds of their time, whatever else there is to do."""
    while fire_due_timers(now=now) == 100:
        pass


@every(seconds=1, lane="starts")
def begin_by_themselves(now: datetime) -> None:
    """Fire the starts that have come due, and begin for those they are for, half a second at a time: others come due
    meanwhile."""
    while fire_due_starts(now=now) == 100:
        pass
    carry_on_firings(now=now)


@every(seconds=1)
def follow_for_conditions(now: datetime) -> None:
    """Where a process begins by a condition over tickets, have their changes told."""
    follow_subjects(now=now, look=look_soon)


@every(seconds=60)
def look_again_at_what_failed(now: datetime) -> None:
    """Look again at those of whom nobody could say whether a process begins: what was wrong may be mended."""
    look_again_at_faults(now=now, look=look_soon)


@every(seconds=1)
def hear_signals(now: datetime) -> None:
    """Give signals to what waits for them in other cases."""
    while deliver_signals(now=now) == 100:
        pass


@every(seconds=1)
def hand_messages_over(now: datetime) -> None:
    """Give messages that processes threw to what waits for their key in other cases."""
    while deliver_messages(now=now) == 100:
        pass


@app.task(name="process.look")
def look(subject: str) -> None:
    """Look at the conditions of a subject that has just changed."""
    look_at(subject, now=timezone.now())
    look_at_starts(subject, now=timezone.now())


@every(seconds=1)
def watch_conditions(now: datetime) -> None:
    """Look at conditions that cases wait for, each once a minute and those of cases that were just moved at once; about
    half a second at a time: timers are due meanwhile."""
    until = time.monotonic() + 0.5
    while look_at_conditions(now=now, limit=LOOKS) and time.monotonic() < until:
        pass


@every(seconds=5)
def retry_incidents(now: datetime) -> None:
    """Try again the steps whose fault may have passed."""
    retry_due_incidents(now=now)


@every(seconds=600)
def roll_up_visits(now: datetime) -> None:
    """Sum up days that are over, a month at a time."""
    while roll_up_days(now=now):
        pass


@every(seconds=300)
def remind_of_reviews(now: datetime) -> None:
    """Remind those who are late with looking a draft over, once a day."""
    remind_reviewers(now=now)


@alongside
def go_outside(stopping: threading.Event) -> None:
    """Call other systems for the steps that asked for it."""
    run_errands(stopping)


@every(seconds=2)
def settle_calls(now: datetime) -> None:
    """Settle calls whose process died, ask steps anew that were moved meanwhile, give answers that a crash left."""
    heal_calls(now=now)
    while ask_moved(now=now) == 100:
        pass
    while give_answers(now=now) == 100:
        pass


@every(seconds=1)
def change_over(now: datetime) -> None:
    """Bring running cases to another version, half a second at a time: timers are due meanwhile."""
    carry_on(now=now, seconds=0.5)


@every(seconds=1, lane="loads")
def try_with_many(now: datetime) -> None:
    """Work out the trials with many cases that people asked for, one after the other; everything else goes on."""
    work_off_load_run(now=now)


@every(seconds=2, lane="mining")
def compare_with_the_drawing(now: datetime) -> None:
    """Set what was done against the drawings, a second at a time and in a lane of its own: half of one core at most."""
    mine(now=now, seconds=1.0)


@every(seconds=3600)
def end_what_stands_aside(now: datetime) -> None:
    """What was set aside and not taken up again in time is ended for good."""
    while end_set_aside(now=now) == 100:
        pass
