"""What the worker does for the organisation."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from tantam.core.registry import every
from tantam.organisation import actions


@every(seconds=15)
def pass_approvals_on(now: datetime) -> None:
    """What waits too long for one person's word is asked of the next."""
    while actions.pass_on_overdue_approvals(now=now):
        pass


@app.periodic(cron="17 * * * *")
@app.task(name="organisation.forget_answers", queueing_lock="organisation.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Throw away what was kept for idempotency keys."""
    actions.forget_answers(now=timezone.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="organisation.tidy_notices", queueing_lock="organisation.tidy_notices")
def tidy_notices(timestamp: int) -> None:
    """Drop notices that nobody needs any more."""
    actions.tidy_notices(now=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="organisation.forget_attempts", queueing_lock="organisation.forget_attempts")
def forget_attempts(timestamp: int) -> None:
    """Throw away sign-ins that are too old to count."""
    actions.forget_attempts(now=timezone.now())
