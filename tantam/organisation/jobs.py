"""What the worker does for the organisation."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tantam.organisation.actions import forget_answers as forget


@app.periodic(cron="17 * * * *")
@app.task(name="organisation.forget_answers", queueing_lock="organisation.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Throw away what was kept for idempotency keys."""
    forget(now=timezone.now())
