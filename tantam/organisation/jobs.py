"""What the worker does for the organisation."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tantam.organisation import actions


@app.periodic(cron="17 * * * *")
@app.task(name="organisation.forget_answers", queueing_lock="organisation.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Throw away what was kept for idempotency keys."""
    actions.forget_answers(now=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="organisation.forget_attempts", queueing_lock="organisation.forget_attempts")
def forget_attempts(timestamp: int) -> None:
    """Throw away sign-ins that are too old to count."""
    actions.forget_attempts(now=timezone.now())
